package reactor.valkka.rtsp;

import reactor.valkka.media.rtp.RtpPacket;

import java.nio.ByteBuffer;

/**
 * Who sent into a connection before anything was asked for: the rest of an earlier session, which
 * servers made with live555 before 2017-06-04 write into whatever connection comes next.
 *
 * <p><b>Threads:</b> one. <b>Bounds:</b> the first {@value #SOURCES_MAX} sources are noted.
 */
public final class EarlySources {

    private static final int SOURCES_MAX = 8;

    private final int[] sources = new int[SOURCES_MAX];
    private int count;

    /** Nobody so far. */
    public EarlySources() {}

    /** Notes the source of a packet, if it is RTP; lent for the call. */
    public void note(ByteBuffer packet) {
        if (count < SOURCES_MAX && RtpPacket.isValid(packet)) {
            int ssrc = RtpPacket.ssrc(packet);
            if (!contains(ssrc)) {
                sources[count++] = ssrc;
            }
        }
    }

    /** Whether a source sent too early. */
    boolean contains(int ssrc) {
        for (int i = 0; i < count; i++) {
            if (sources[i] == ssrc) {
                return true;
            }
        }
        return false;
    }
}
