package reactor.valkka.rtsp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtcp.SenderReportClock;
import reactor.valkka.media.rtp.H264Depacketizer;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpTimeline;
import reactor.valkka.media.rtp.SequenceTracker;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Receives one H.264 track of one session: packets in, frames out, reports back.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets are lent; frames go to the target, which owns
 * them. <b>Overflow:</b> without a free slot a unit is thrown away and counted. <b>Source:</b> RFC
 * 3550 §6, RFC 6184 §5.
 */
public final class RtpReceiver implements AutoCloseable {

    private static final int BYE = 203;
    private static final int HEADER_BYTES = 4;
    private static final String CANONICAL_NAME = "reactor-valkka";

    /**
     * What a receiver is for.
     *
     * @param stream whose frames these are
     * @param share where their slots come from
     * @param counters where trouble is counted
     * @param firstTicks presentation time of the first unit
     * @param afterBreak whether the stream goes on after a break, so that its setup is flagged
     */
    public record Target(
            StreamId stream,
            PoolShare share,
            StreamCounters counters,
            long firstTicks,
            boolean afterBreak) {}

    private final SequenceTracker sequence = new SequenceTracker();
    private final AccessUnitBuilder builder;
    private final H264Depacketizer depacketizer;
    private final SenderReportClock clock;
    private final StreamCounters counters;
    private final int reporterSsrc;
    private int sourceSsrc;
    private boolean started;
    private int lastReport;
    private long lastReportNanos;

    /**
     * Begins a track.
     *
     * @param target what it is for
     * @param track what the session agreed on
     * @param reporterSsrc our own synchronization source
     * @param frames takes the frames and owns them
     */
    public RtpReceiver(
            Target target,
            SessionAction.TrackReady track,
            int reporterSsrc,
            Consumer<? super EncodedFrame> frames) {
        this.reporterSsrc = reporterSsrc;
        counters = target.counters();
        int rate = track.map().clockRateHz();
        ParameterSetTracker sets = new ParameterSetTracker(0, rate);
        sets.describe(described(track));
        builder = new AccessUnitBuilder(
                sets,
                video -> StreamSetup.of(target.stream(), Pacing.LIVE, video),
                target.share(),
                counters,
                frames);
        if (target.afterBreak()) {
            builder.discontinuity();
        }
        RtpTimeline timeline = new RtpTimeline(rate, target.firstTicks());
        clock = new SenderReportClock(timeline, epochMinusMonotonicNanos());
        depacketizer = new H264Depacketizer(builder, timeline, sequence, clock, counters);
    }

    private static List<Bytes> described(SessionAction.TrackReady track) {
        List<Bytes> sets = new ArrayList<>(2);
        track.media()
                .formatParameters(track.map().payloadType())
                .parameterSets("sprop-parameter-sets")
                .forEach(set -> sets.add(Bytes.copyOf(set)));
        return sets;
    }

    private static long epochMinusMonotonicNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
    }

    /**
     * Takes an RTP packet. Nothing is allocated.
     *
     * @param packet between position and limit; lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    public void rtp(ByteBuffer packet, long arrivalNanos) {
        if (!started && packet.remaining() >= RtpPacket.HEADER_BYTES) {
            started = true;
            sourceSsrc = RtpPacket.ssrc(packet);
        }
        depacketizer.packet(packet, arrivalNanos);
    }

    /**
     * Takes a compound RTCP packet. Reports of other sources are left alone.
     *
     * @param packet between position and limit; lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     * @return whether the sender says goodbye
     */
    public boolean rtcp(ByteBuffer packet, long arrivalNanos) {
        SenderReport report = SenderReport.find(packet);
        if (report != null && started && report.ssrc() == sourceSsrc) {
            lastReport = report.compactNtp();
            lastReportNanos = arrivalNanos;
            clock.onReport(report, arrivalNanos);
        }
        boolean bye = saysGoodbye(packet);
        if (report == null && !bye && !RtpPacket.isControl(packet)) {
            counters.increment(Counter.PACKETS_MALFORMED);
        }
        return bye;
    }

    private static boolean saysGoodbye(ByteBuffer compound) {
        int at = compound.position();
        while (compound.limit() - at >= HEADER_BYTES) {
            if ((compound.get(at + 1) & 0xFF) == BYE) {
                return true;
            }
            at += HEADER_BYTES + Integer.BYTES * (compound.getShort(at + 2) & 0xFFFF);
        }
        return false;
    }

    /**
     * Writes a receiver report.
     *
     * @param out has room for {@link ReceiverReport#BYTES_MAX}
     * @param now on the clock of {@link System#nanoTime()}
     */
    public void report(ByteBuffer out, long now) {
        long sinceReport =
                lastReport == 0 ? 0 : (now - lastReportNanos) / 1_000 * 65_536 / 1_000_000;
        new ReceiverReport(
                        reporterSsrc,
                        sourceSsrc,
                        sequence.takeFractionLost(),
                        sequence.lost(),
                        sequence.extendedHighest(),
                        0,
                        lastReport,
                        (int) sinceReport)
                .write(out, CANONICAL_NAME);
    }

    /** Gives the slot of an unfinished unit back. */
    @Override
    public void close() {
        builder.close();
    }
}
