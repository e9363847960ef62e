package reactor.valkka.media.rtp;

/**
 * What the packets of a payload type carry, as a description says.
 *
 * <p><b>Source:</b> RFC 8866 §6.6 ({@code a=rtpmap}), §6.15 ({@code a=fmtp}).
 *
 * @param encoding name of the encoding as it stood, such as {@code H264}; case does not matter
 * @param clockRateHz ticks a second of the RTP timestamps
 * @param channels audio channels, 1 where none are named
 * @param parameters of the format
 */
public record PayloadFormat(
        String encoding, int clockRateHz, int channels, FormatParameters parameters) {}
