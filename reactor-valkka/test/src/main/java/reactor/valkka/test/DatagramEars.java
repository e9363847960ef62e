package reactor.valkka.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Hears what a client sends in datagrams: reports, and packets that punch holes. */
final class DatagramEars implements AutoCloseable {

    private static final int BUFFER_BYTES = 2_048;

    private final FakeSession session;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<DatagramOut> heard = new ConcurrentLinkedQueue<>();

    DatagramEars(String name, FakeSession session) throws IOException {
        this.session = session;
        selector = Selector.open();
        thread = new Thread(this::hear, name + "-udp");
        thread.setDaemon(true);
        thread.start();
    }

    /** Hears one more track. */
    void hear(DatagramOut out) {
        heard.add(out);
        selector.wakeup();
    }

    private void hear() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (selector.isOpen()) {
                for (DatagramOut out = heard.poll(); out != null; out = heard.poll()) {
                    register(out);
                }
                selector.select(key -> take(key, buffer));
            }
        } catch (IOException | ClosedSelectorException over) {
            // the session has ended
        }
    }

    private void register(DatagramOut out) throws ClosedChannelException {
        // counted first: who gets an answer to a packet finds it counted
        Consumer<SocketAddress> rtp = from -> {
            session.punched();
            out.rtpFrom(from);
        };
        Consumer<SocketAddress> rtcp = from -> {
            session.reported();
            out.rtcpFrom(from);
        };
        out.heard().rtp().register(selector, SelectionKey.OP_READ, rtp);
        out.heard().rtcp().register(selector, SelectionKey.OP_READ, rtcp);
    }

    @SuppressWarnings("unchecked") // only register puts an attachment
    private static void take(SelectionKey key, ByteBuffer buffer) {
        try {
            SocketAddress from;
            do {
                buffer.clear();
                from = ((DatagramChannel) key.channel()).receive(buffer);
                if (from != null) {
                    ((Consumer<SocketAddress>) key.attachment()).accept(from);
                }
            } while (from != null);
        } catch (IOException closed) {
            key.cancel();
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FakeCamera.join(thread);
    }
}
