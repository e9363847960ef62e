package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtcp.SenderReportClock;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpTimeline;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Receives one H.264 track of one session: packets in, frames out, reports back.
 *
 * <p>It follows one synchronization source, that of the first packet, and sets aside what others
 * send on the same channel, such as the rest of an earlier session. Where the source falls silent
 * and another one sends for {@value #TAKEOVER_SECONDS} s, that one takes over: after a flagged
 * setup, with a key frame, time going on. Packets of another payload type are set aside too.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets are lent; frames go to the target, which owns
 * them. <b>Overflow:</b> without a free slot a unit is thrown away and counted. <b>Source:</b> RFC
 * 3550 §6, §8, RFC 5761 §4 (RTCP in the channel of RTP), RFC 6184 §5.
 */
public final class RtpReceiver implements AutoCloseable {

    private static final int TAKEOVER_SECONDS = 2;
    private static final long TAKEOVER_NANOS = TimeUnit.SECONDS.toNanos(TAKEOVER_SECONDS);
    private static final String CANONICAL_NAME = "reactor-valkka";

    /** What a packet was. */
    public enum Heard {
        /** Nothing of the track, or a report about it. */
        NOTHING,
        /** Media of the track. */
        MEDIA,
        /** The sender of the track says goodbye. */
        GOODBYE
    }

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

    private final AccessUnitBuilder builder;
    private final StreamCounters counters;
    private final int reporterSsrc;
    private final int payloadType;
    private final int clockRateHz;
    private final long firstTicks;
    private @Nullable ReceivedSource source;
    private boolean rivalled;
    private int rivalSsrc;
    private long rivalSinceNanos;

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
        payloadType = track.map().payloadType();
        clockRateHz = track.map().clockRateHz();
        firstTicks = target.firstTicks();
        ParameterSetTracker sets = new ParameterSetTracker(0, clockRateHz);
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
     * Takes what came in the channel of RTP. Nothing is allocated.
     *
     * @param packet between position and limit; lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    public Heard rtp(ByteBuffer packet, long arrivalNanos) {
        boolean valid = RtpPacket.isValid(packet);
        boolean ofTrack = valid && RtpPacket.payloadType(packet) == payloadType;
        if (!ofTrack && RtpPacket.isControl(packet)) {
            return rtcp(packet, arrivalNanos);
        }
        ReceivedSource sender = ofTrack ? senderOf(packet, arrivalNanos) : null;
        if (sender != null) {
            sender.media(packet, arrivalNanos);
            return Heard.MEDIA;
        }
        counters.increment(Counter.PACKETS_MALFORMED);
        ReceivedSource known = source;
        if (valid && !ofTrack && known != null && known.ssrc() == RtpPacket.ssrc(packet)) {
            known.foreign(packet);
        }
        return Heard.NOTHING;
    }

    /** The source that is followed, if this packet is of it. */
    private @Nullable ReceivedSource senderOf(ByteBuffer packet, long arrivalNanos) {
        int ssrc = RtpPacket.ssrc(packet);
        ReceivedSource known = source;
        if (known == null) {
            source = begin(ssrc, firstTicks);
        } else if (known.ssrc() == ssrc) {
            rivalled = false;
        } else if (prevails(ssrc, arrivalNanos)) {
            rivalled = false;
            builder.discard();
            builder.lostBefore(1);
            builder.discontinuity();
            source = begin(ssrc, known.following(arrivalNanos));
        } else {
            return null;
        }
        return source;
    }

    /** Whether a source has been the only one for long enough. */
    private boolean prevails(int ssrc, long arrivalNanos) {
        if (!rivalled || rivalSsrc != ssrc) {
            rivalled = true;
            rivalSsrc = ssrc;
            rivalSinceNanos = arrivalNanos;
        }
        return arrivalNanos - rivalSinceNanos >= TAKEOVER_NANOS;
    }

    private ReceivedSource begin(int ssrc, long ticks) {
        RtpTimeline timeline = new RtpTimeline(clockRateHz, ticks);
        SenderReportClock clock = new SenderReportClock(timeline, epochMinusMonotonicNanos());
        return new ReceivedSource(ssrc, timeline, clock, builder, counters);
    }

    /**
     * Takes a compound RTCP packet. Reports and goodbyes of other sources are left alone.
     *
     * @param packet between position and limit; lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    public Heard rtcp(ByteBuffer packet, long arrivalNanos) {
        ReceivedSource known = source;
        SenderReport report = SenderReport.find(packet);
        if (report == null && !RtpPacket.isControl(packet)) {
            counters.increment(Counter.PACKETS_MALFORMED);
        }
        if (known == null) {
            return Heard.NOTHING;
        }
        if (report != null && report.ssrc() == known.ssrc()) {
            known.senderReport(report, arrivalNanos);
        }
        return Goodbye.names(packet, known.ssrc()) ? Heard.GOODBYE : Heard.NOTHING;
    }

    /**
     * Writes a receiver report, an empty one where nothing has come yet.
     *
     * @param out has room for {@link ReceiverReport#BYTES_MAX}
     * @param now on the clock of {@link System#nanoTime()}
     */
    public void report(ByteBuffer out, long now) {
        ReceivedSource known = source;
        if (known == null) {
            ReceiverReport.writeEmpty(out, reporterSsrc, CANONICAL_NAME);
        } else {
            known.report(reporterSsrc, now).write(out, CANONICAL_NAME);
        }
    }

    /** Gives the slot of an unfinished unit back. */
    @Override
    public void close() {
        builder.close();
    }
}
