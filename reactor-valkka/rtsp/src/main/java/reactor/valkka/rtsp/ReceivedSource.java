package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.rtcp.CameraClock;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtcp.SenderReportClock;
import reactor.valkka.media.rtp.CaptureClock;
import reactor.valkka.media.rtp.Depacketizer;
import reactor.valkka.media.rtp.IncomingTrack;
import reactor.valkka.media.rtp.InterarrivalJitter;
import reactor.valkka.media.rtp.ReorderLimits;
import reactor.valkka.media.rtp.ReplayClock;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpReorderBuffer;
import reactor.valkka.media.rtp.RtpTimeline;
import reactor.valkka.media.rtp.SequenceTracker;

import java.nio.ByteBuffer;

/**
 * One synchronization source: everything that starts anew with another one. Source: RFC 3550 §6.4.
 */
final class ReceivedSource {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long REPORT_UNITS_PER_SECOND = 65_536;

    private final int ssrc;
    private final int payloadType;
    private final SequenceTracker sequence = new SequenceTracker();
    private final RtpTimeline timeline;
    private final @Nullable SenderReportClock clock;
    private final boolean recorded;
    private final InterarrivalJitter jitter;
    private final Depacketizer depacketizer;
    private final @Nullable RtpReorderBuffer reorder;
    private int lastReport;
    private long lastReportNanos;

    /**
     * Begins a source.
     *
     * @param capture tells when its units were captured
     * @param limits of waiting for packets that are missing; {@code null} where they come in order
     */
    ReceivedSource(
            int ssrc,
            int payloadType,
            RtpTimeline timeline,
            CaptureClock capture,
            IncomingTrack track,
            @Nullable ReorderLimits limits,
            StreamCounters counters) {
        this.ssrc = ssrc;
        this.payloadType = payloadType;
        this.timeline = timeline;
        clock = capture instanceof SenderReportClock reported ? reported : null;
        recorded = capture instanceof ReplayClock;
        jitter = new InterarrivalJitter(timeline.clockRateHz());
        depacketizer = track.from(timeline, sequence, capture);
        reorder = limits == null ? null : new RtpReorderBuffer(limits, counters, this::inOrder);
    }

    int ssrc() {
        return ssrc;
    }

    /** What the camera claims its clock to be. */
    @Nullable
    CameraClock cameraClock() {
        return clock == null ? null : clock.cameraClock();
    }

    /** A valid packet of the source, of the track's payload type or another one. */
    void packet(ByteBuffer packet, long arrivalNanos) {
        if (RtpPacket.payloadType(packet) == payloadType) {
            jitter.packet(RtpPacket.timestamp(packet), arrivalNanos);
        }
        if (reorder == null) {
            inOrder(packet, arrivalNanos);
        } else {
            reorder.packet(packet, arrivalNanos);
        }
    }

    private void inOrder(ByteBuffer packet, long arrivalNanos) {
        if (RtpPacket.payloadType(packet) == payloadType) {
            depacketizer.packet(packet, arrivalNanos);
        } else {
            depacketizer.foreign(packet);
        }
    }

    /**
     * When what came has waited long enough for what is missing before it; {@link
     * RtpReorderBuffer#NEVER} where nothing waits. A recording comes as slowly as it is read, so
     * time says nothing of what is still to come, except between datagrams.
     */
    long wakeNanos() {
        long packets = reorder == null ? RtpReorderBuffer.NEVER : reorder.wakeNanos();
        return recorded ? packets : Math.min(packets, depacketizer.wakeNanos());
    }

    void onTime(long now) {
        if (reorder != null) {
            reorder.onTime(now);
        }
        if (!recorded) {
            depacketizer.onTime(now);
        }
    }

    /** Another source takes over: what waits is passed on, what is unfinished is not. */
    void end() {
        passPacketsOn();
        depacketizer.letGo();
    }

    private void passPacketsOn() {
        if (reorder != null) {
            reorder.flush();
        }
    }

    /** Nothing will follow what has come: it is finished. */
    void finish(long arrivalNanos) {
        passPacketsOn();
        depacketizer.flush(arrivalNanos);
    }

    /** Where a timestamp lies in time. */
    long ticks(int timestamp) {
        return timeline.project(timestamp);
    }

    void senderReport(SenderReport report, long arrivalNanos) {
        lastReport = report.compactNtp();
        lastReportNanos = arrivalNanos;
        if (clock != null) {
            clock.onReport(report, arrivalNanos);
        }
    }

    /** Where the time of a source begins that takes over from this one. */
    long following(long arrivalNanos) {
        return timeline.following(arrivalNanos);
    }

    ReceiverReport report(int reporterSsrc, long now) {
        long sinceReport = (now - lastReportNanos) / NANOS_PER_MICRO;
        long delay = sinceReport * REPORT_UNITS_PER_SECOND / MICROS_PER_SECOND;
        return new ReceiverReport(
                reporterSsrc,
                ssrc,
                sequence.takeFractionLost(),
                sequence.lost(),
                sequence.extendedHighest(),
                jitter.ticks(),
                lastReport,
                lastReport == 0 ? 0 : (int) delay);
    }
}
