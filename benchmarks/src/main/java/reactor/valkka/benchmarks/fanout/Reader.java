package reactor.valkka.benchmarks.fanout;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** One reader of the camera; all but its beginning happens on its loop's thread. */
abstract class Reader {

    private final Dialog dialog;
    private final PacketCheck check;
    private long signNanos;
    private boolean isOver;

    Reader(Dialog dialog, PacketCheck check, long signNanos) {
        this.dialog = dialog;
        this.check = check;
        this.signNanos = signNanos;
    }

    /** Begins to be played to; blocks until the server has agreed. */
    static Reader join(URI uri, Kind kind, boolean overUdp, Tally tally) throws IOException {
        PacketCheck check = new PacketCheck(tally);
        return overUdp ? DatagramReader.join(uri, check) : InterleavedReader.join(uri, kind, check);
    }

    /** How it reads. */
    enum Kind {
        /** At once. */
        QUICK,
        /** A tenth of what comes. */
        SLOW,
        /** Nothing, ever. */
        STUCK
    }

    /** Looks at what came behind the last answer; nothing blocks from here on. */
    abstract void begin() throws IOException;

    /** Is told from here on when there is something. */
    abstract void register(Selector selector) throws IOException;

    /** Reads what is there, or part of it. */
    abstract void read(ByteBuffer buffer) throws IOException;

    final Dialog dialog() {
        return dialog;
    }

    final PacketCheck check() {
        return check;
    }

    final boolean isOver() {
        return isOver;
    }

    /** The server has hung up. */
    final void over() throws IOException {
        isOver = true;
        close();
    }

    /** Once a second: shows that it lives, where that is due. */
    void attend(long now, long signEveryNanos, ByteBuffer buffer) throws IOException {
        if (now - signNanos >= signEveryNanos) {
            signNanos = now;
            dialog.channel().write(ByteBuffer.wrap(dialog.sign()));
        }
    }

    /** Says goodbye and closes. */
    final void leave() throws IOException {
        if (!isOver) {
            try {
                dialog.channel().write(ByteBuffer.wrap(dialog.goodbye()));
            } finally {
                over();
            }
        }
    }

    void close() throws IOException {
        dialog.close();
    }
}
