package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtcp.SenderReportClock;
import reactor.valkka.media.rtp.IncomingTrack;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpTimeline;
import reactor.valkka.media.rtp.StreamTracks;
import reactor.valkka.media.rtp.TrackContext;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Receives one track of one session: packets in, frames out, reports back.
 *
 * <p>It follows one synchronization source, that of the first packet, and sets aside what others
 * send on the same channel, such as the rest of an earlier session. Where the source falls silent
 * and another one sends for {@value #TAKEOVER_SECONDS} s, that one takes over: after a flagged
 * setup, with a key frame, time going on. Packets of another payload type are set aside too.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets are lent; frames go to the target, which owns
 * them. <b>Overflow:</b> without a free slot a unit is thrown away and counted. <b>Source:</b> RFC
 * 3550 §6, §8, RFC 5761 §4 (RTCP in the channel of RTP).
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

    private final IncomingTrack incoming;
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
     * @throws IllegalArgumentException if {@link IncomingTracks} does not read the track
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
        StreamTracks tracks = new StreamTracks(target.stream(), Pacing.LIVE, 1, frames);
        if (target.afterBreak()) {
            tracks.discontinuity();
        }
        TrackContext context = new TrackContext(0, tracks, target.share(), counters, frames);
        IncomingTrack received =
                IncomingTracks.of(context, track.media().payloadFormat(track.map()));
        if (received == null) {
            throw new IllegalArgumentException(
                    "No payload format of ours: " + track.map().encoding());
        }
        incoming = received;
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
            incoming.interrupted();
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
        return new ReceivedSource(ssrc, timeline, clock, incoming);
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
        incoming.close();
    }
}
