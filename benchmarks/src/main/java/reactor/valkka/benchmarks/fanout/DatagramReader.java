package reactor.valkka.benchmarks.fanout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;

/** A reader over UDP, with a pair of ports of its own. */
final class DatagramReader extends Reader {

    private static final int RECEIVE_BYTES = 2 << 20;
    private static final int LOWEST_PORT = 12_000;
    private static final int HIGHEST_PORT = 30_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(LOWEST_PORT);

    private final DatagramChannel packets;
    private final DatagramChannel reports;

    private DatagramReader(
            Dialog dialog, PacketCheck check, DatagramChannel packets, DatagramChannel reports) {
        super(dialog, check, System.nanoTime());
        this.packets = packets;
        this.reports = reports;
    }

    static DatagramReader join(URI uri, PacketCheck check) throws IOException {
        InetAddress server = InetAddress.getByName(uri.getHost());
        Dialog dialog = new Dialog(uri, 0);
        DatagramChannel packets;
        DatagramChannel reports;
        int port;
        do {
            port = NEXT_PORT.getAndAdd(2);
            packets = DatagramChannel.open();
            reports = DatagramChannel.open();
        } while (port < HIGHEST_PORT && !bound(packets, port, reports));
        packets.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
        int from = dialog.play("RTP/AVP;unicast;client_port=" + port + "-" + (port + 1));
        packets.connect(new InetSocketAddress(server, from));
        return new DatagramReader(dialog, check, packets, reports);
    }

    private static boolean bound(DatagramChannel packets, int port, DatagramChannel reports)
            throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            packets.bind(new InetSocketAddress(loopback, port));
            reports.bind(new InetSocketAddress(loopback, port + 1));
            return true;
        } catch (SocketException taken) {
            packets.close();
            reports.close();
            return false;
        }
    }

    @Override
    void begin() throws IOException {
        packets.configureBlocking(false);
        reports.configureBlocking(false);
        dialog().channel().configureBlocking(false);
    }

    @Override
    void register(Selector selector) throws IOException {
        packets.register(selector, SelectionKey.OP_READ, this);
    }

    /** To the end of a unit: then there is rarely more. */
    @Override
    void read(ByteBuffer buffer) throws IOException {
        boolean ends = false;
        int read = packets.read(buffer.clear());
        while (read > 0) {
            check().begin(buffer, 0, Math.min(read, PacketCheck.BYTES_SEEN), read);
            ends = check().end(System.nanoTime());
            read = ends ? 0 : packets.read(buffer.clear());
        }
    }

    /** Reads and throws away also what is neither looked at nor waited for. */
    @Override
    void attend(long now, long signEveryNanos, ByteBuffer buffer) throws IOException {
        super.attend(now, signEveryNanos, buffer);
        while (reports.receive(buffer.clear()) != null) {
            // the next one
        }
        if (dialog().channel().read(buffer.clear()) < 0) {
            over();
        }
    }

    @Override
    void close() throws IOException {
        super.close();
        packets.close();
        reports.close();
    }
}
