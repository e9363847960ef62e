package reactor.valkka.fuzz;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Time in proportion to what comes, whatever that is. An input is a byte that chooses a reader of
 * text, a beginning, a part and an end, with a byte 0 behind the first two; the part is repeated
 * until the text has {@value #TEXT_BYTES} bytes. A reader that goes back over what it has read
 * takes seconds for these, one that does not takes milliseconds.
 */
final class RepetitionTarget implements FuzzTarget {
    static final int TEXT_BYTES = 32 * 1024;

    private static final long NANOS_MAX = 500_000_000;
    private static final int TRIES_MAX = 4;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final FuzzTarget[] readers;

    RepetitionTarget(FuzzTarget... readers) {
        this.readers = readers.clone();
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        FuzzTarget reader = readers[(input[0] & 0xFF) % readers.length];
        byte[] text = text(input);
        long least = nanos(reader, text);
        for (int i = 1; i < TRIES_MAX && least > NANOS_MAX; i++) {
            least = Math.min(least, nanos(reader, text));
        }
        if (least > NANOS_MAX) {
            throw new IllegalStateException(
                    "A text of " + text.length + " bytes took " + least / 1_000_000 + " ms");
        }
    }

    /** Of this thread only: others may need the processor, too. */
    private static long nanos(FuzzTarget reader, byte[] text) {
        long before = THREADS.getCurrentThreadCpuTime();
        reader.run(text);
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    /** It is about time: memory in proportion is enough. */
    @Override
    public long bytesMax(byte[] input) {
        return 2 * BoundedTarget.bytesMax(TEXT_BYTES + input.length);
    }

    private static byte[] text(byte[] input) {
        int beginning = end(input, 1);
        int part = end(input, beginning + 1);
        ByteArrayOutputStream text = new ByteArrayOutputStream(TEXT_BYTES + input.length);
        text.write(input, 1, beginning - 1);
        int from = Math.min(beginning + 1, input.length);
        int length = part - from;
        while (length > 0 && text.size() < TEXT_BYTES) {
            text.write(input, from, length);
        }
        int rest = Math.min(part + 1, input.length);
        text.write(input, rest, input.length - rest);
        return text.toByteArray();
    }

    /** Index of the next byte 0, or of the end. */
    private static int end(byte[] input, int from) {
        int at = Math.min(from, input.length);
        while (at < input.length && input[at] != 0) {
            at++;
        }
        return at;
    }
}
