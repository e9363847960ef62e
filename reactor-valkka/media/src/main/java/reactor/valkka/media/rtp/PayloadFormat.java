package reactor.valkka.media.rtp;

/**
 * What the packets of a payload type carry, as a description says.
 *
 * <p><b>Source:</b> RFC 8866 §6.6 ({@code a=rtpmap}), §6.15 ({@code a=fmtp}).
 *
 * @param encoding name of the encoding as it stood, such as {@code H264}; case does not matter
 * @param clockRateHz ticks a second of the RTP timestamps
 * @param channels audio channels, 1 where none are named; sound of more than {@link #CHANNELS_MAX}
 *     is neither received nor sent
 * @param parameters of the format
 */
public record PayloadFormat(
        String encoding, int clockRateHz, int channels, FormatParameters parameters) {

    /** Channels of sound at most: as many as a stream of AES67 or MADI has. */
    public static final int CHANNELS_MAX = 64;

    static boolean isPlausible(int channels) {
        return channels >= 1 && channels <= CHANNELS_MAX;
    }
}
