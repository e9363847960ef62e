package reactor.valkka.media.rtsp;

/**
 * How large a message may be before it counts as an attack or as garbage.
 *
 * @param headBytesMax bytes from the first line to the empty line
 * @param headersMax header lines
 * @param bodyBytesMax bytes of body
 */
public record RtspLimits(int headBytesMax, int headersMax, int bodyBytesMax) {

    /** 16 KiB of head, 64 header lines, 64 KiB of body: several times what cameras send. */
    public static final RtspLimits DEFAULT = new RtspLimits(16 * 1024, 64, 64 * 1024);

    /** Refuses limits that allow nothing. */
    public RtspLimits {
        if (headBytesMax < 64 || headersMax < 1 || bodyBytesMax < 0) {
            throw new IllegalArgumentException("limits too small: " + headBytesMax + " head bytes, "
                    + headersMax + " headers, " + bodyBytesMax + " body bytes");
        }
    }
}
