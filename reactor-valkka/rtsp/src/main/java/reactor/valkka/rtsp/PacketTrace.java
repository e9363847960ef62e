package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspMessage;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Remembers what went between us and a camera, for a report of trouble that may be shown to
 * strangers: messages in full but for their secrets, of packets only the headers.
 *
 * <pre>{@code
 * PacketTrace trace = PacketTrace.create();
 * RtspSource camera = RtspSource.create(uri).trace(trace);
 * ...
 * Files.writeString(file, trace.print());
 * }</pre>
 *
 * <p><b>Shape:</b> bounded; of packets the first of all and the last are kept, of messages the last
 * {@value #MESSAGE_CHARS_MAX} characters. What was left out is said. <b>Threads:</b> any.
 * <b>Units:</b> times are printed in seconds since the trace was made, on a monotonic clock.
 */
public final class PacketTrace implements WireListener {

    private static final int PACKETS = 4_096;
    private static final int MESSAGE_CHARS_MAX = 256 * 1024;
    private static final int LINES_MAX = 4_096;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final PacketHeaders first;
    private final PacketHeaders last;
    private final Instant began;
    private final long beganNanos;
    private long chars;
    private long entriesLeftOut;

    /** Something that was said, or happened. */
    private record Entry(long nanos, String text) {}

    private PacketTrace(int packets, Clock clock, long nanos) {
        first = new PacketHeaders(packets / 4);
        last = new PacketHeaders(packets - packets / 4);
        began = clock.instant();
        beganNanos = nanos;
    }

    /** A trace that keeps the headers of 4096 packets, a quarter of them the first ones. */
    public static PacketTrace create() {
        return create(PACKETS);
    }

    /**
     * A trace that keeps the headers of so many packets, a quarter of them the first ones.
     *
     * @param packets at least 4; each takes 48 bytes
     */
    public static PacketTrace create(int packets) {
        return at(packets, Clock.systemUTC(), System.nanoTime());
    }

    static PacketTrace at(int packets, Clock clock, long nanos) {
        if (packets < 4) {
            throw new IllegalArgumentException("a trace keeps 4 packets or more, got " + packets);
        }
        return new PacketTrace(packets, clock, nanos);
    }

    @Override
    public void connected(String peer, long nanos) {
        add(nanos, "connected to " + peer);
    }

    @Override
    public void disconnected(String peer, long nanos) {
        add(nanos, "disconnected from " + peer);
    }

    @Override
    public void message(Direction direction, RtspMessage message, long nanos) {
        add(nanos, MessageText.of(direction, message));
    }

    @Override
    public void garbage(int bytes, long nanos) {
        add(nanos, "< " + bytes + " bytes that are neither a message nor a packet");
    }

    @Override
    public synchronized void rtp(int track, ByteBuffer packet, long nanos) {
        keep(PacketHeaders.RTP, track, packet, nanos);
    }

    @Override
    public synchronized void rtcp(Direction direction, int track, ByteBuffer packet, long nanos) {
        boolean sent = direction == Direction.SENT;
        keep(sent ? PacketHeaders.RTCP_SENT : PacketHeaders.RTCP_RECEIVED, track, packet, nanos);
    }

    private void keep(byte kind, int track, ByteBuffer packet, long nanos) {
        (first.isFull() ? last : first).put(kind, track, packet, nanos);
    }

    private synchronized void add(long nanos, String text) {
        entries.add(new Entry(nanos, text));
        chars += text.length();
        while (chars > MESSAGE_CHARS_MAX || entries.size() > LINES_MAX) {
            chars -= entries.remove().text.length();
            entriesLeftOut++;
        }
    }

    /** What was kept, in order of time, as text for people; may be asked at any time. */
    public synchronized String print() {
        List<Entry> lines = new ArrayList<>(entries);
        first.forEach((nanos, text) -> lines.add(new Entry(nanos, text)));
        last.forEach((nanos, text) -> lines.add(new Entry(nanos, text)));
        if (last.leftOut() > 0) {
            String text = "(" + last.leftOut() + " packets left out here)";
            lines.add(new Entry(last.firstNanos() - 1, text));
        }
        lines.sort(Comparator.comparingLong(entry -> entry.nanos - beganNanos));
        StringBuilder out = new StringBuilder(lines.size() * 96 + 256);
        out.append("reactor-valkka packet trace, began ")
                .append(began.truncatedTo(ChronoUnit.MILLIS))
                .append("\nseconds, > sent, < received; no passwords, no pictures\n");
        if (entriesLeftOut > 0) {
            out.append("(the first ").append(entriesLeftOut).append(" messages left out)\n");
        }
        lines.forEach(entry -> print(out, entry));
        return out.toString();
    }

    private void print(StringBuilder out, Entry entry) {
        double seconds = (entry.nanos - beganNanos) / NANOS_PER_SECOND;
        out.append("%11.6f  ".formatted(seconds)).append(entry.text).append('\n');
    }

    /** How much was kept; never what. */
    @Override
    public synchronized String toString() {
        return "PacketTrace[" + entries.size() + " messages, " + (first.size() + last.size())
                + " packets]";
    }
}
