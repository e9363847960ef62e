package reactor.valkka.sink.rtsp;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.rtsp.DescribedPlay;
import reactor.valkka.rtsp.InterleavedChannels;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.SessionAction;
import reactor.valkka.rtsp.TrackReady;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one publisher sends, from RECORD on: its packets become frames, its silence has an end, and
 * reports about them go back to it.
 *
 * <p><b>Threads:</b> the event loop of its connection. <b>Ownership:</b> packets are lent; frames
 * go to the {@link PublicationPoint}.
 */
final class PublicationMedia implements AutoCloseable {
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);

    /** The rest of the publisher's session. */
    interface Owner {
        /** The tracks are known, or are others now. */
        void onSetup(StreamSetup setup);

        /**
         * Sends a report to the publisher.
         *
         * @param track index among those that are received
         * @param compound given away
         */
        void report(int track, ByteBuffer compound);

        /** Nothing more is received: a wait is over, or the publisher says goodbye. */
        void onEnd(RtspException reason);
    }

    private final PublicationPoint point;
    private final Owner owner;
    private final PoolShare share;
    private final RtpReceiver receiver;
    private final InterleavedChannels channels;
    private final DescribedPlay life;
    private boolean closed;

    /**
     * @param tracks that are received
     * @param place who sends them, for the messages of errors
     * @throws reactor.valkka.pool.PoolExhaustedException if the pool has no room for one more
     */
    PublicationMedia(
            PublicationPoint point, List<TrackReady> tracks, String place, Owner owner, long now) {
        this.point = point;
        this.owner = owner;
        PublicationConfig config = point.config();
        share = config.poolOrDefault().share(config.stream(), config.guaranteedBytes());
        RtpReceiver.Target target = new RtpReceiver.Target(
                config.stream(),
                share,
                point.counters(),
                point.line().nextNanos(now),
                point.line().hasBegun(),
                config.receiver());
        int ssrc = ThreadLocalRandom.current().nextInt();
        receiver = new RtpReceiver(target, tracks, ssrc, this::onFrame);
        channels = new InterleavedChannels(tracks);
        life = new DescribedPlay(config.deadlines(), REPORT_INTERVAL, place, now);
        life.onListening(now);
    }

    /** What came in a channel of the connection; lent for the call. */
    void interleaved(int channel, ByteBuffer packet, long now) {
        int media = channels.rtpTrack(channel);
        int control = channels.rtcpTrack(channel);
        if (media != InterleavedChannels.NONE) {
            rtp(media, packet, now);
        } else if (control != InterleavedChannels.NONE) {
            rtcp(control, packet, now);
        }
    }

    /** Channel of the connection for reports about a track; negative for none. */
    int reportChannel(int track) {
        return channels.rtcpChannel(track);
    }

    /** What came where RTP of a track is expected; lent for the call. */
    void rtp(int track, ByteBuffer packet, long now) {
        if (!closed) {
            heard(receiver.rtp(track, packet, now), now);
        }
    }

    /** What came where RTCP of a track is expected; lent for the call. */
    void rtcp(int track, ByteBuffer packet, long now) {
        if (!closed) {
            heard(receiver.rtcp(track, packet, now), now);
        }
    }

    private void heard(RtpReceiver.Heard heard, long now) {
        if (heard == RtpReceiver.Heard.MEDIA) {
            life.onMedia(now);
        } else if (heard == RtpReceiver.Heard.GOODBYE) {
            receiver.ended(now);
            life.onBye(now);
        }
        perform();
    }

    private void onFrame(EncodedFrame frame) {
        if (frame instanceof StreamSetup setup) {
            owner.onSetup(setup);
        } else if (frame.dependency() == KeyFramed.Dependency.KEY_FRAME
                || frame.dependency() == KeyFramed.Dependency.FREE) {
            life.onKeyFrame(System.nanoTime());
        }
        point.push(frame);
    }

    private void perform() {
        SessionAction action = closed ? null : life.poll();
        for (; action != null; action = closed ? null : life.poll()) {
            if (action instanceof SessionAction.Report) {
                report();
            } else if (action instanceof SessionAction.Failed failed) {
                stalled(failed.error());
                owner.onEnd(failed.error());
            }
        }
    }

    private void stalled(RtspException error) {
        if (error instanceof RtspTimeoutException) {
            point.counters().increment(Counter.STALLS);
        }
    }

    private void report() {
        for (int track = 0; track < receiver.tracks(); track++) {
            ByteBuffer compound = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
            receiver.report(track, compound, System.nanoTime());
            owner.report(track, compound.flip());
        }
    }

    /** When {@link #onTime} wants to be called at the latest; {@code Long.MAX_VALUE} for never. */
    long wakeNanos() {
        if (closed) {
            return Long.MAX_VALUE;
        }
        long wake = receiver.wakeNanos();
        long due = life.wakeNanos();
        return wake != Long.MAX_VALUE && wake - due < 0 ? wake : due;
    }

    void onTime(long now) {
        if (!closed) {
            receiver.onTime(now);
            life.onTime(now);
            perform();
        }
    }

    /** Nothing is received any more, and the slots are given back; a second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            receiver.close();
            share.close();
        }
    }
}
