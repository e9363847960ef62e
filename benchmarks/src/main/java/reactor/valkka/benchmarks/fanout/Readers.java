package reactor.valkka.benchmarks.fanout;

import reactor.valkka.test.SendStamp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process with the readers. Takes a line for each order, and answers with one:
 *
 * <pre>
 *  join QUICK 100    that many more of this kind     joined 100
 *  leave 99          the last ones that are quick    left 99
 *  mark              begins to measure               marked
 *  report QUICK      what came since the mark        see {@link ReaderReport}
 * </pre>
 */
final class Readers {

    private static final long JOIN_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final URI uri;
    private final boolean overUdp;
    private final List<ReaderLoop> loops = new ArrayList<>();
    private final ReaderLoop slowLoop;
    private int next;

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
        try (BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(readers.obey(order.split(" ", -1)));
            }
        }
    }

    private String obey(String[] words) throws IOException {
        return switch (words[0]) {
            case "join" -> join(Reader.Kind.valueOf(words[1]), Integer.parseInt(words[2]));
            case "leave" -> leave(Integer.parseInt(words[1]));
            case "mark" -> mark();
            case "report" -> report(Reader.Kind.valueOf(words[1])).line();
            default -> throw new IllegalArgumentException("no such order: " + words[0]);
        };
    }

    private String join(Reader.Kind kind, int count) {
        int joined = 0;
        long due = System.nanoTime();
        for (int i = 0; i < count; i++, due += JOIN_EVERY_NANOS) {
            LockSupport.parkNanos(due - System.nanoTime());
            ReaderLoop loop =
                    kind == Reader.Kind.QUICK ? loops.get(next++ % loops.size()) : slowLoop;
            try {
                loop.add(kind, Reader.join(uri, kind, overUdp, loop.crowd(kind).tally()));
                joined++;
            } catch (IOException refused) {
                System.err.println("reader " + i + ": " + refused);
                break;
            }
        }
        return "joined " + joined;
    }

    private String leave(int count) {
        int left = 0;
        for (ReaderLoop loop : loops) {
            int wanted = count - left;
            left += loop.ask(() -> leave(loop.crowd(Reader.Kind.QUICK).readers(), wanted));
        }
        return "left " + left;
    }

    private static int leave(List<Reader> readers, int wanted) {
        int left = 0;
        try {
            while (left < wanted && !readers.isEmpty()) {
                readers.remove(readers.size() - 1).leave();
                left++;
            }
            return left;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ReaderLoop> all() {
        List<ReaderLoop> all = new ArrayList<>(loops);
        all.add(slowLoop);
        return all;
    }

    private String mark() {
        for (ReaderLoop loop : all()) {
            loop.ask(() -> {
                for (Reader.Kind kind : Reader.Kind.values()) {
                    loop.crowd(kind).tally().clear();
                }
                return true;
            });
        }
        return "marked";
    }

    private ReaderReport report(Reader.Kind kind) {
        Tally sum = new Tally();
        int[] readers = new int[3];
        for (ReaderLoop loop : all()) {
            loop.ask(() -> {
                sum.add(loop.crowd(kind).tally());
                long now = System.nanoTime();
                for (Reader reader : loop.crowd(kind).readers()) {
                    long last = reader.check().lastSentNanos();
                    readers[0]++;
                    readers[1] += reader.isOver() ? 1 : 0;
                    readers[2] += last == SendStamp.NONE || now - last > BEHIND_NANOS ? 1 : 0;
                }
                return true;
            });
        }
        return new ReaderReport(
                readers[0],
                readers[1],
                readers[2],
                sum.packets,
                sum.bytes,
                sum.lost,
                sum.delays.nanos(0.5),
                sum.delays.nanos(0.99),
                sum.delays.nanos(1));
    }
}
