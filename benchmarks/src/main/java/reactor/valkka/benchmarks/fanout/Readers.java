package reactor.valkka.benchmarks.fanout;

import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.test.SendStamp;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The process with the readers. Takes a line for each order, and answers with one:
 *
 * <pre>
 *  join QUICK 100    that many more of this kind     {@link Done}
 *  leave QUICK 99    the last ones of this kind      {@link Done}
 *  hurry             no reader is slow any more      {@link Done}
 *  mark              begins to measure               {@link Done}
 *  report QUICK      what came since the mark        {@link ReaderReport}
 * </pre>
 */
final class Readers {

    private static final int JOINING_MOST = 32;
    private static final long JOIN_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(40);

    private final URI uri;
    private final boolean overUdp;
    private final List<ReaderLoop> loops = new ArrayList<>();
    private final ReaderLoop slowLoop;
    private final ExecutorService joiners =
            Executors.newFixedThreadPool(JOINING_MOST, Readers::daemon);

    /**
     * An order was obeyed.
     *
     * @param readers who joined or left
     */
    record Done(int readers) {}

    private Readers(URI uri, boolean overUdp, int loopCount) throws IOException {
        this.uri = uri;
        this.overUdp = overUdp;
        for (int i = 0; i < loopCount; i++) {
            loops.add(new ReaderLoop("readers-" + i, false));
        }
        slowLoop = new ReaderLoop("slow-readers", true);
    }

    /** Takes the address, {@code tcp} or {@code udp}, and the number of loops. */
    public static void main(String[] arguments) throws IOException {
        Readers readers = new Readers(
                URI.create(arguments[0]),
                arguments[1].equals("udp"),
                Integer.parseInt(arguments[2]));
        WorkerProcess.answer(order -> readers.obey(order.split(" ", -1)));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "joiner");
        thread.setDaemon(true);
        return thread;
    }

    private Record obey(String[] words) throws IOException {
        return switch (words[0]) {
            case "join" -> join(Reader.Kind.valueOf(words[1]), Integer.parseInt(words[2]));
            case "leave" -> leave(Reader.Kind.valueOf(words[1]), Integer.parseInt(words[2]));
            case "hurry" -> hurry();
            case "mark" -> mark();
            case "report" -> report(Reader.Kind.valueOf(words[1]));
            default -> throw new IllegalArgumentException("no such order: " + words[0]);
        };
    }

    private Done join(Reader.Kind kind, int count) {
        Queue<Integer> wanted = IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toCollection(ConcurrentLinkedQueue::new));
        AtomicReference<IOException> refusal = new AtomicReference<>();
        long begun = System.nanoTime();
        List<CompletableFuture<Integer>> joining = new ArrayList<>();
        for (int i = 0; i < Math.min(count, JOINING_MOST); i++) {
            joining.add(CompletableFuture.supplyAsync(
                    () -> join(kind, wanted, begun, refusal), joiners));
        }
        return new Done(joining.stream().mapToInt(CompletableFuture::join).sum());
    }

    /** Several do this at a time: where the server is busy, each answer takes its time. */
    private int join(
            Reader.Kind kind,
            Queue<Integer> wanted,
            long begun,
            AtomicReference<IOException> refusal) {
        int joined = 0;
        for (Integer i = wanted.poll(); i != null; i = wanted.poll()) {
            LockSupport.parkNanos(begun + i * JOIN_EVERY_NANOS - System.nanoTime());
            try {
                if (System.nanoTime() - begun > JOIN_NANOS_MAX) {
                    throw new IOException("no time left to join");
                }
                ReaderLoop loop =
                        kind == Reader.Kind.QUICK ? loops.get(i % loops.size()) : slowLoop;
                loop.add(kind, Reader.join(uri, kind, overUdp, loop.crowd(kind).tally()));
                joined++;
            } catch (IOException refused) {
                wanted.clear();
                if (refusal.compareAndSet(null, refused)) {
                    System.err.println("reader " + i + ": " + refused.getMessage());
                }
            }
        }
        return joined;
    }

    private Done leave(Reader.Kind kind, int count) {
        int left = 0;
        for (ReaderLoop loop : all()) {
            int wanted = count - left;
            left += loop.ask(() -> loop.leave(kind, wanted));
        }
        return new Done(left);
    }

    private Done hurry() {
        slowLoop.ask(() -> {
            slowLoop.hurry();
            return true;
        });
        return new Done(0);
    }

    private List<ReaderLoop> all() {
        List<ReaderLoop> all = new ArrayList<>(loops);
        all.add(slowLoop);
        return all;
    }

    private Done mark() {
        for (ReaderLoop loop : all()) {
            loop.ask(() -> {
                for (Reader.Kind kind : Reader.Kind.values()) {
                    loop.crowd(kind).tally().clear();
                }
                return true;
            });
        }
        return new Done(0);
    }

    private ReaderReport report(Reader.Kind kind) {
        Tally sum = new Tally();
        int[] readers = new int[4];
        for (ReaderLoop loop : all()) {
            loop.ask(() -> {
                sum.add(loop.crowd(kind).tally());
                long now = System.nanoTime();
                for (Reader reader : loop.crowd(kind).readers()) {
                    long last = reader.check().lastSentNanos();
                    readers[0]++;
                    readers[1] += reader.isOver() ? 1 : 0;
                    readers[2] += last == SendStamp.NONE || now - last > BEHIND_NANOS ? 1 : 0;
                    readers[3] += reader.check().jumps() > 0 ? 1 : 0;
                }
                return true;
            });
        }
        return new ReaderReport(
                readers[0],
                readers[1],
                readers[2],
                readers[3],
                sum.packets,
                sum.bytes,
                sum.lost,
                sum.jumps,
                sum.jumpsAmiss,
                sum.delays.nanos(0.5),
                sum.delays.nanos(0.99),
                sum.delays.nanos(1));
    }
}
