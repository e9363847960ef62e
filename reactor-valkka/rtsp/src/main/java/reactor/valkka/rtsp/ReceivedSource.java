package reactor.valkka.rtsp;

import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtcp.SenderReportClock;
import reactor.valkka.media.rtp.Depacketizer;
import reactor.valkka.media.rtp.IncomingTrack;
import reactor.valkka.media.rtp.InterarrivalJitter;
import reactor.valkka.media.rtp.RtpPacket;
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
    private final SequenceTracker sequence = new SequenceTracker();
    private final RtpTimeline timeline;
    private final SenderReportClock clock;
    private final InterarrivalJitter jitter;
    private final Depacketizer depacketizer;
    private int lastReport;
    private long lastReportNanos;

    ReceivedSource(int ssrc, RtpTimeline timeline, SenderReportClock clock, IncomingTrack track) {
        this.ssrc = ssrc;
        this.timeline = timeline;
        this.clock = clock;
        jitter = new InterarrivalJitter(timeline.clockRateHz());
        depacketizer = track.from(timeline, sequence, clock);
    }

    int ssrc() {
        return ssrc;
    }

    void media(ByteBuffer packet, long arrivalNanos) {
        jitter.packet(RtpPacket.timestamp(packet), arrivalNanos);
        depacketizer.packet(packet, arrivalNanos);
    }

    /** A packet of the source that is not of the track. */
    void foreign(ByteBuffer packet) {
        depacketizer.foreign(packet);
    }

    void senderReport(SenderReport report, long arrivalNanos) {
        lastReport = report.compactNtp();
        lastReportNanos = arrivalNanos;
        clock.onReport(report, arrivalNanos);
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
