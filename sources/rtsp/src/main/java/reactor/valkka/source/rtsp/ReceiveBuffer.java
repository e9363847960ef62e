package reactor.valkka.source.rtsp;

import io.netty.channel.epoll.EpollDatagramChannel;
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
        int granted = granted(channel);
        if (granted < wantedBytes && WARNED.compareAndSet(false, true)) {
            LOG.warn(warning(wantedBytes, granted));
        }
    }

    /** Linux grants twice of what it is asked for, for its own needs; Java's channels know that. */
    static int granted(DatagramChannel channel) {
        int bytes = channel.config().getReceiveBufferSize();
        return channel instanceof EpollDatagramChannel ? bytes / 2 : bytes;
    }

    static String warning(int wantedBytes, int grantedBytes) {
        return "UDP receive buffers are capped at " + grantedBytes + " bytes, " + wantedBytes
                + " were asked for: key frames that come in bursts will lose packets. Mend it with:"
                + " sudo sysctl -w net.core.rmem_max=" + wantedBytes;
    }
}
