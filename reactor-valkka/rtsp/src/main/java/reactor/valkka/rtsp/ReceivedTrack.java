package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtcp.CameraClock;
import reactor.valkka.media.rtcp.ClockPolicy;
import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtcp.SenderReportClock;
import reactor.valkka.media.rtp.CaptureClock;
import reactor.valkka.media.rtp.IncomingTrack;
import reactor.valkka.media.rtp.ReorderLimits;
import reactor.valkka.media.rtp.ReplayClock;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpReorderBuffer;
import reactor.valkka.media.rtp.RtpTimeline;
import reactor.valkka.rtsp.RtpReceiver.Heard;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One track of a session: follows one synchronization source, that of the first packet, until
 * another one prevails. The source that the camera named in its answer to SETUP prevails at once;
 * one that sent before it was asked to is followed only where no other one sends.
 */
final class ReceivedTrack implements AutoCloseable {

    /** A source that falls silent is given up after this time. */
    static final int TAKEOVER_SECONDS = 2;

    private static final long TAKEOVER_NANOS = TimeUnit.SECONDS.toNanos(TAKEOVER_SECONDS);
    private static final String CANONICAL_NAME = "reactor-valkka";

    private final IncomingTrack incoming;
    private final StreamCounters counters;
    private final SessionStart start;
    private final ClockPolicy clockPolicy;
    private final @Nullable ReorderLimits reorder;
    private final int payloadType;
    private final int clockRateHz;
    private final @Nullable Recording recording;
    private final @Nullable Long namedSsrc;
    private EarlySources early = new EarlySources();
    private @Nullable ReceivedSource source;
    private @Nullable ReplayClock replayClock;
    private double scale = Scale.NORMAL;
    private boolean rivalled;
    private int rivalSsrc;
    private long rivalSinceNanos;

    ReceivedTrack(
            IncomingTrack incoming,
            TrackReady track,
            SessionStart start,
            ReceiverOptions options,
            StreamCounters counters) {
        this.incoming = incoming;
        this.start = start;
        this.counters = counters;
        clockPolicy = options.clock();
        recording = options.pacing() == Pacing.ON_DEMAND
                ? new Recording(track.codec().kind() != TrackKind.AUDIO)
                : null;
        reorder = track.kind() == TransportKind.TCP ? null : options.reorder();
        payloadType = track.map().payloadType();
        clockRateHz = track.map().clockRateHz();
        namedSsrc = track.granted().ssrc();
    }

    /** These sources sent before they were asked to. */
    void suspect(EarlySources sources) {
        early = sources;
    }

    /** A recording is played so many times as fast as it was recorded. */
    void scale(double times) {
        scale = times;
        if (replayClock != null) {
            replayClock.scale(times);
        }
    }

    int payloadType() {
        return payloadType;
    }

    /** A valid packet of the track's payload type; nothing where its source is not followed. */
    Heard media(ByteBuffer packet, long arrivalNanos) {
        if (source != null && recording != null && recording.hasGapBefore(packet)) {
            beginAfterGap(source, recording, packet, arrivalNanos);
        }
        ReceivedSource sender = senderOf(packet, arrivalNanos);
        if (sender == null) {
            return Heard.NOTHING;
        }
        if (recording != null && recording.isOverBefore(packet)) {
            sender.finish(arrivalNanos);
            return Heard.GOODBYE;
        }
        ReplayClock clock = replayClock;
        boolean last = recording != null && clock != null && recording.takes(packet, clock);
        sender.packet(packet, arrivalNanos);
        if (last) {
            sender.finish(arrivalNanos);
        }
        return last ? Heard.GOODBYE : Heard.MEDIA;
    }

    /** A recording goes on after a gap: its timestamps may be any, its times say how long it is. */
    private void beginAfterGap(
            ReceivedSource before, Recording recorded, ByteBuffer packet, long arrivalNanos) {
        before.finish(arrivalNanos);
        incoming.discontinuity();
        long ticks = before.ticks(recorded.lastTimestamp())
                + recorded.gapTicks(packet, clockRateHz, scale);
        source = begin(RtpPacket.ssrc(packet), ticks);
    }

    /** A valid packet of another payload type. */
    void foreign(ByteBuffer packet, long arrivalNanos) {
        ReceivedSource known = source;
        if (known != null && known.ssrc() == RtpPacket.ssrc(packet)) {
            known.packet(packet, arrivalNanos);
        }
    }

    /** The source that is followed, if this packet is of it. */
    private @Nullable ReceivedSource senderOf(ByteBuffer packet, long arrivalNanos) {
        int ssrc = RtpPacket.ssrc(packet);
        ReceivedSource known = source;
        if (known != null && known.ssrc() == ssrc) {
            rivalled = false;
            return known;
        }
        boolean first = known == null && !early.contains(ssrc);
        if (!first && !prevails(ssrc, arrivalNanos)) {
            return null;
        }
        rivalled = false;
        if (known == null) {
            source = begin(ssrc, start.ticks(arrivalNanos, clockRateHz));
        } else {
            known.end();
            incoming.interrupted();
            source = begin(ssrc, known.following(arrivalNanos));
        }
        return source;
    }

    /** Whether a source is the one that was named, or has been the only one for long enough. */
    private boolean prevails(int ssrc, long arrivalNanos) {
        if (namedSsrc != null && namedSsrc.intValue() == ssrc) {
            return true;
        }
        if (!rivalled || rivalSsrc != ssrc) {
            rivalled = true;
            rivalSsrc = ssrc;
            rivalSinceNanos = arrivalNanos;
        }
        return arrivalNanos - rivalSinceNanos >= TAKEOVER_NANOS;
    }

    private ReceivedSource begin(int ssrc, long ticks) {
        boolean replay = recording != null;
        RtpTimeline timeline = replay
                ? RtpTimeline.recorded(clockRateHz, ticks)
                : new RtpTimeline(clockRateHz, ticks);
        replayClock =
                replay ? new ReplayClock(timeline, WallClock.epochMinusMonotonicNanos()) : null;
        scale(scale);
        CaptureClock clock = replayClock != null
                ? replayClock
                : new SenderReportClock(timeline, clockPolicy, WallClock::epochMinusMonotonicNanos);
        return new ReceivedSource(ssrc, payloadType, timeline, clock, incoming, reorder, counters);
    }

    /** Counts what came where control is expected and is none. */
    void checkControl(ByteBuffer packet) {
        if (!RtpPacket.isControl(packet) && SenderReport.find(packet) == null) {
            counters.increment(Counter.PACKETS_MALFORMED);
        }
    }

    /** Whether nobody can tell the packets of two tracks apart by their sources. */
    boolean sharesSourceWith(ReceivedTrack other) {
        ReceivedSource known = source;
        ReceivedSource others = other.source;
        return known != null && others != null && known.ssrc() == others.ssrc();
    }

    /** Takes what control says of the source; true where it says goodbye. */
    boolean control(ByteBuffer packet, long arrivalNanos) {
        ReceivedSource known = source;
        if (known == null) {
            return false;
        }
        SenderReport report = SenderReport.find(packet);
        if (report != null && report.ssrc() == known.ssrc()) {
            known.senderReport(report, arrivalNanos);
        }
        boolean gone = Goodbye.names(packet, known.ssrc());
        if (gone) {
            known.finish(arrivalNanos);
        }
        return gone;
    }

    /** The connection is over: what has come of a recording is all there is. */
    void ended(long now) {
        ReceivedSource known = source;
        if (known != null && recording != null) {
            known.finish(now);
        }
    }

    void report(ByteBuffer out, int reporterSsrc, long now) {
        ReceivedSource known = source;
        if (known == null) {
            ReceiverReport.writeEmpty(out, reporterSsrc, CANONICAL_NAME);
        } else {
            known.report(reporterSsrc, now).write(out, CANONICAL_NAME);
        }
    }

    long wakeNanos() {
        ReceivedSource known = source;
        return known == null ? RtpReorderBuffer.NEVER : known.wakeNanos();
    }

    void onTime(long now) {
        ReceivedSource known = source;
        if (known != null) {
            known.onTime(now);
        }
    }

    @Nullable
    CameraClock cameraClock() {
        ReceivedSource known = source;
        return known == null ? null : known.cameraClock();
    }

    @Override
    public void close() {
        incoming.close();
    }
}
