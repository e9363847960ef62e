package reactor.valkka.source.rtsp;

import io.netty.channel.socket.DatagramChannel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The kernel's buffer before a UDP port. A key frame comes in one burst of several hundred
 * kilobytes; what does not fit is lost, without a word.
 */
final class ReceiveBuffer {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private ReceiveBuffer() {}

    /** Reads back what was granted, and warns once in this process where it is less. */
    static void check(DatagramChannel channel, int wantedBytes) {
        int granted = channel.config().getReceiveBufferSize();
        if (granted < wantedBytes && WARNED.compareAndSet(false, true)) {
            LOG.warn(warning(wantedBytes, granted));
        }
    }

    static String warning(int wantedBytes, int grantedBytes) {
        return "UDP receive buffers are capped at " + grantedBytes + " bytes, " + wantedBytes
                + " were asked for: key frames that come in bursts will lose packets. Mend it with:"
                + " sudo sysctl -w net.core.rmem_max=" + wantedBytes;
    }
}
