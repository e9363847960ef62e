package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtcp.SenderReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** One track on its way to one client: which unit comes next, when, and what goes wrong. */
final class TrackFeed {

    private static final double USUAL_RATE = 25;
    private static final int REPORT_BYTES = 28;
    private static final int MARKER = 0x80;
    private static final int NEXT_SOURCE = 0x1000;
    private static final int NEXT_SEQUENCE = 1_777;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScriptValues script;
    private final Faults faults;
    private final FakeTrack track;
    private final int payloadType;
    private final PacketOut out;
    private final LossyLink link;
    private final double unitsPerSecond;
    private FakeTrack.Sender sender;
    private int ssrc;
    private int sequenceNumber;
    private int number;

    private TrackFeed(ScriptValues script, FakeTrack track, FakeSession.SetUp setUp) {
        this.script = script;
        this.track = track;
        ssrc = setUp.ssrc();
        out = setUp.out();
        Faults scripted =
                script.faults.seed(script.faults.seed + setUp.section().index());
        faults = out instanceof InterleavedOut ? scripted.lossOnly() : scripted;
        link = new LossyLink(faults, this::deliver);
        payloadType = setUp.section().payloadType();
        sequenceNumber = script.firstSequenceNumber;
        sender = sender();
        double own = track.unitsPerSecond();
        double asked = script.framesPerSecond > 0 ? script.framesPerSecond : USUAL_RATE;
        unitsPerSecond = own > 0 ? own : asked;
    }

    /** None for a section that no track stands behind. */
    static @Nullable TrackFeed of(ScriptValues script, FakeSession.SetUp setUp) {
        FakeTrack track = setUp.section().track();
        return track == null ? null : new TrackFeed(script, track, setUp);
    }

    private FakeTrack.Sender sender() {
        FakeTrack.Sender usual = track.sender(payloadType, ssrc, sequenceNumber);
        return usual instanceof VideoSender video ? video.with(script) : usual;
    }

    /** The number of the next unit. */
    int number() {
        return number;
    }

    /** When the next unit is due, from the beginning of the stream on. */
    long dueNanos() {
        return (long) (number * (NANOS / unitsPerSecond));
    }

    private int timestamp() {
        long ticks = (long) (number * (track.clockRateHz() / unitsPerSecond));
        if (faults.timestampJumpsAt > 0 && number >= faults.timestampJumpsAt) {
            ticks += (long) (faults.timestampJump.toNanos() / NANOS * track.clockRateHz());
        }
        return script.firstTimestamp + (int) ticks;
    }

    /** Sends the next unit, a report in front where that is due. */
    void send() throws IOException {
        if (faults.sourceChangesEvery > 0
                && number > 0
                && number % faults.sourceChangesEvery == 0) {
            ssrc += NEXT_SOURCE;
            sequenceNumber += NEXT_SEQUENCE;
            sender = sender();
        }
        int timestamp = timestamp();
        if (sender.isEntry(number)) {
            if (script.senderReports) {
                out.rtcp(report(ssrc, timestamp));
            }
            if (script.strays) {
                out.stray(report(ssrc - 1, timestamp));
            }
        }
        try {
            sender.send(number, timestamp, this::packet);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        number++;
        out.flush();
    }

    private void packet(ByteBuffer packet) {
        int second = packet.get(1);
        switch (faults.marker) {
            case NEVER -> packet.put(1, (byte) (second & ~MARKER));
            case ALWAYS -> packet.put(1, (byte) (second | MARKER));
            case LAST -> {
                // as the packetizer wrote it
            }
        }
        link.packet(packet, System.nanoTime());
    }

    private void deliver(ByteBuffer packet) {
        try {
            out.rtp(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When a packet is due that waits, on the clock of {@link System#nanoTime()}. */
    long wakeNanos() {
        return link.wakeNanos();
    }

    /** Sends packets that have waited long enough. */
    void onTime(long now) throws IOException {
        try {
            link.onTime(now);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Says goodbye. */
    void bye() throws IOException {
        ByteBuffer bye = ByteBuffer.allocate(2 * Integer.BYTES);
        out.rtcp(bye.putInt(0x81CB0001).putInt(ssrc).flip());
        out.flush();
    }

    private ByteBuffer report(int source, int timestamp) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        now += (long) (dueNanos() * faults.clockDrift / 1_000_000);
        if (faults.clockJumpsAt > 0 && number >= faults.clockJumpsAt) {
            now += faults.clockJump.toNanos();
        }
        ByteBuffer report = ByteBuffer.allocate(REPORT_BYTES);
        new SenderReport(source, SenderReport.ntpTimestamp(now), timestamp, 0, 0).write(report);
        return report.flip();
    }
}
