package reactor.valkka.benchmarks.fanout;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A reader over TCP. */
final class InterleavedReader extends Reader {

    /** What small devices have; the kernel's own choice may swallow seconds of the camera. */
    private static final int SLOW_RECEIVE_BYTES = 32 << 10;

    private final InterleavedParser parser;

    private InterleavedReader(Dialog dialog, PacketCheck check, InterleavedParser parser) {
        super(dialog, check, System.nanoTime());
        this.parser = parser;
    }

    static InterleavedReader join(URI uri, Kind kind, PacketCheck check) throws IOException {
        Dialog dialog = new Dialog(uri, kind == Kind.QUICK ? 0 : SLOW_RECEIVE_BYTES);
        dialog.play("RTP/AVP/TCP;unicast;interleaved=0-1");
        return new InterleavedReader(dialog, check, new InterleavedParser(check));
    }

    @Override
    void begin() throws IOException {
        parser.parse(dialog().rest(), System.nanoTime());
        dialog().channel().configureBlocking(false);
    }

    @Override
    void register(Selector selector) throws IOException {
        dialog().channel().register(selector, SelectionKey.OP_READ, this);
    }

    @Override
    void read(ByteBuffer buffer) throws IOException {
        int limit = buffer.limit();
        parser.begin(buffer);
        buffer.limit(Math.min(buffer.capacity(), buffer.position() + limit));
        int read = dialog().channel().read(buffer);
        parser.parse(buffer.flip(), System.nanoTime());
        buffer.limit(limit);
        if (read < 0) {
            over();
        }
    }
}
