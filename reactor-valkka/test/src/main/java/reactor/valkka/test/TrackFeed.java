package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtcp.SenderReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** One track on its way to one client: which unit comes next, and when. */
final class TrackFeed {

    private static final double USUAL_RATE = 25;
    private static final int REPORT_BYTES = 28;

    private final ScriptValues script;
    private final FakeTrack track;
    private final int ssrc;
    private final PacketOut out;
    private final FakeTrack.Sender sender;
    private final double unitsPerSecond;
    private int number;

    private TrackFeed(ScriptValues script, FakeTrack track, FakeSession.SetUp setUp) {
        this.script = script;
        this.track = track;
        ssrc = setUp.ssrc();
        out = setUp.out();
        int payloadType = setUp.section().payloadType();
        FakeTrack.Sender usual = track.sender(payloadType, ssrc, script.firstSequenceNumber);
        sender = usual instanceof VideoSender video ? video.with(script) : usual;
        double own = track.unitsPerSecond();
        double scripted = script.framesPerSecond > 0 ? script.framesPerSecond : USUAL_RATE;
        unitsPerSecond = own > 0 ? own : scripted;
    }

    /** None for a section that no track stands behind. */
    static @Nullable TrackFeed of(ScriptValues script, FakeSession.SetUp setUp) {
        FakeTrack track = setUp.section().track();
        return track == null ? null : new TrackFeed(script, track, setUp);
    }

    /** The number of the next unit. */
    int number() {
        return number;
    }

    /** When the next unit is due, from the beginning of the stream on. */
    long dueNanos() {
        return (long) (number * (TimeUnit.SECONDS.toNanos(1) / unitsPerSecond));
    }

    private int timestamp() {
        return script.firstTimestamp
                + (int) (long) (number * (track.clockRateHz() / unitsPerSecond));
    }

    /** Sends the next unit, a report in front where that is due. */
    void send() throws IOException {
        int timestamp = timestamp();
        if (script.senderReports && sender.isEntry(number)) {
            out.rtcp(report(timestamp));
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
        try {
            out.rtp(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says goodbye. */
    void bye() throws IOException {
        ByteBuffer bye = ByteBuffer.allocate(2 * Integer.BYTES);
        out.rtcp(bye.putInt(0x81CB0001).putInt(ssrc).flip());
        out.flush();
    }

    private ByteBuffer report(int timestamp) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        ByteBuffer report = ByteBuffer.allocate(REPORT_BYTES);
        new SenderReport(ssrc, SenderReport.ntpTimestamp(now), timestamp, 0, 0).write(report);
        return report.flip();
    }
}
