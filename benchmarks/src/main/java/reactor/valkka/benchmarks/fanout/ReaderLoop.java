package reactor.valkka.benchmarks.fanout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A thread with many readers. */
final class ReaderLoop {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final int SLOW_BYTES = 2_500; // a tenth of 2 Mbit/s, ten times a second
    private static final long TICK_MILLIS = 100;
    private static final long SIGN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Selector selector = Selector.open();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Reader.Kind, Crowd> crowds = new EnumMap<>(Reader.Kind.class);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final boolean onlySlow;
    private long tickNanos = System.nanoTime();
    private long secondNanos = System.nanoTime();

    /**
     * Starts its thread.
     *
     * @param onlySlow whether it is for readers that do not read when something comes
     */
    ReaderLoop(String name, boolean onlySlow) throws IOException {
        this.onlySlow = onlySlow;
        for (Reader.Kind kind : Reader.Kind.values()) {
            crowds.put(kind, new Crowd(new Tally(), new ArrayList<>()));
        }
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Readers of one kind, and what they saw. */
    record Crowd(Tally tally, List<Reader> readers) {}

    /** For its thread alone, but for the tally as such. */
    Crowd crowd(Reader.Kind kind) {
        return Objects.requireNonNull(crowds.get(kind));
    }

    void add(Reader.Kind kind, Reader reader) {
        execute(() -> {
            crowd(kind).readers().add(reader);
            attempt(reader, reader::begin);
            if (!onlySlow) {
                register(reader);
            }
        });
    }

    /** From here on all of its readers read at once what comes. */
    void hurry() {
        for (Crowd crowd : crowds.values()) {
            crowd.readers().forEach(this::register);
        }
    }

    /** Lets the last ones of a kind go, and says how many there were. */
    int leave(Reader.Kind kind, int count) {
        List<Reader> readers = crowd(kind).readers();
        int left = 0;
        for (; left < count && !readers.isEmpty(); left++) {
            Reader reader = readers.remove(readers.size() - 1);
            attempt(reader, reader::leave);
        }
        return left;
    }

    private void register(Reader reader) {
        if (!reader.isOver()) {
            attempt(reader, () -> reader.register(selector));
        }
    }

    /** Runs something on its thread. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Asks something on its thread. */
    <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> answer.complete(question.get()));
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::ready, TICK_MILLIS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                long now = System.nanoTime();
                if (now - tickNanos >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
                    tickNanos = now;
                    tick(now);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        Reader reader = (Reader) key.attachment();
        buffer.limit(BUFFER_BYTES);
        attempt(reader, () -> reader.read(buffer));
    }

    private void tick(long now) {
        for (Reader reader : crowd(Reader.Kind.SLOW).readers()) {
            if (!reader.isOver()) {
                buffer.limit(SLOW_BYTES);
                attempt(reader, () -> reader.read(buffer));
            }
        }
        if (now - secondNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondNanos = now;
            crowds.values()
                    .forEach(crowd -> crowd.readers().forEach(reader -> attend(reader, now)));
        }
    }

    private void attend(Reader reader, long now) {
        if (!reader.isOver()) {
            attempt(reader, () -> reader.attend(now, SIGN_NANOS, buffer));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Reader reader, Step step) {
        try {
            step.run();
        } catch (IOException gone) {
            try {
                reader.over();
            } catch (IOException alsoGone) {
                throw new UncheckedIOException(alsoGone);
            }
        }
    }
}
