package reactor.valkka.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Cuts what goes over TCP into small segments, or gathers it into large ones.
 *
 * <p><b>Threads:</b> any; what one writes stays together.
 */
final class FakeOutput {

    private final OutputStream out;
    private final int segmentBytes;
    private final int mergedBytes;
    private final Waiting waiting = new Waiting();

    /** Bytes that wait for more. */
    private static final class Waiting extends ByteArrayOutputStream {
        void to(FakeOutput output) throws IOException {
            output.pieces(buf, count);
            reset();
        }
    }

    FakeOutput(OutputStream out, ScriptValues script) {
        this.out = out;
        segmentBytes = script.segmentBytes;
        mergedBytes = script.mergedBytes;
    }

    /** Writes, now or with what comes after. */
    synchronized void write(byte[] bytes, int length) throws IOException {
        if (mergedBytes == 0) {
            pieces(bytes, length);
            return;
        }
        waiting.write(bytes, 0, length);
        if (waiting.size() >= mergedBytes) {
            waiting.to(this);
        }
    }

    /** Writes now, behind what waits. */
    synchronized void writeNow(byte[] bytes, int length) throws IOException {
        waiting.write(bytes, 0, length);
        waiting.to(this);
    }

    private void pieces(byte[] bytes, int length) throws IOException {
        int piece = segmentBytes > 0 ? segmentBytes : length;
        for (int at = 0; at < length; at += piece) {
            out.write(bytes, at, Math.min(piece, length - at));
            out.flush();
        }
    }
}
