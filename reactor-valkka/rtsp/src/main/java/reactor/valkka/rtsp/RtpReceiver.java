package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtcp.CameraClock;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtp.IncomingTrack;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpReorderBuffer;
import reactor.valkka.media.rtp.StreamTracks;
import reactor.valkka.media.rtp.TrackContext;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Receives the tracks of one session: packets in, frames out, reports back.
 *
 * <p>Of each track it follows one synchronization source, that of the first packet, and sets aside
 * what others send on the same channel, such as the rest of an earlier session. Where the source
 * falls silent and another one sends for {@value ReceivedTrack#TAKEOVER_SECONDS} s, that one takes
 * over: after a flagged setup, with a key frame, time going on. The source that the camera named in
 * its answer to SETUP takes over at once; many cameras name another one than they use. A packet
 * whose payload type is that of another track is taken for that track; other payload types are set
 * aside.
 *
 * <p>Datagrams are put in order first; the driver calls {@link #onTime} at {@link #wakeNanos()} for
 * those that wait in vain.
 *
 * <p>The times of all tracks are on one line: a track begins so much later as its first packet
 * came later.
 *
 * <p>Of a recording, times of capture are those of its packets, gaps are flagged as
 * discontinuities, and the last packet is a goodbye.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets are lent; frames go to the target, which owns
 * them. <b>Overflow:</b> without a free slot a unit is thrown away and counted. <b>Source:</b> RFC
 * 3550 §6, §8, RFC 5761 §4 (RTCP in the channel of RTP).
 */
public final class RtpReceiver implements AutoCloseable {

    /** What a packet was. */
    public enum Heard {
        /** Nothing of a track, or a report about it. */
        NOTHING,
        /** Media of a track: the session is well. */
        MEDIA,
        /** Sound or metadata beside a video that has begun, which says nothing of the video. */
        BESIDE,
        /**
         * The camera says goodbye, or the recording is at its end: all pictures end, or all tracks
         * where there are none.
         */
        GOODBYE
    }

    /**
     * What a receiver is for.
     *
     * @param stream whose frames these are
     * @param share where their slots come from
     * @param counters where trouble is counted
     * @param startNanos presentation time at which the session begins
     * @param afterBreak whether the stream goes on after a break, so that its setup is flagged
     * @param options how it is received
     */
    public record Target(
            StreamId stream,
            PoolShare share,
            StreamCounters counters,
            long startNanos,
            boolean afterBreak,
            ReceiverOptions options) {}

    private final List<ReceivedTrack> tracks = new ArrayList<>();
    private final boolean[] pace;
    private final boolean[] present;
    private boolean begun;
    private final StreamCounters counters;
    private final int reporterSsrc;

    /**
     * Begins the tracks of a session.
     *
     * @param target what it is for
     * @param ready what the session agreed on, by index
     * @param reporterSsrc our own synchronization source
     * @param frames takes the frames and owns them
     * @throws IllegalArgumentException if {@link IncomingTracks} does not read one of the tracks
     */
    public RtpReceiver(
            Target target,
            List<TrackReady> ready,
            int reporterSsrc,
            Consumer<? super EncodedFrame> frames) {
        this.reporterSsrc = reporterSsrc;
        counters = target.counters();
        pace = setsThePace(ready);
        present = pace.clone();
        StreamTracks setups =
                new StreamTracks(target.stream(), target.options().pacing(), ready.size(), frames);
        if (target.afterBreak()) {
            setups.discontinuity();
        }
        SessionStart start = new SessionStart(target.startNanos());
        for (TrackReady track : ready) {
            TrackContext context =
                    new TrackContext(track.index(), setups, target.share(), counters, frames);
            IncomingTrack incoming =
                    IncomingTracks.of(context, track.media().payloadFormat(track.map()));
            if (incoming == null) {
                close();
                throw new IllegalArgumentException(
                        "No payload format of ours: " + track.map().encoding());
            }
            tracks.add(new ReceivedTrack(incoming, track, start, target.options(), counters));
        }
    }

    /** The tracks that show how the session is: video, or all where there is none. */
    private static boolean[] setsThePace(List<TrackReady> ready) {
        boolean video = ready.stream().anyMatch(track -> track.codec().kind() == TrackKind.VIDEO);
        boolean[] pace = new boolean[ready.size()];
        for (TrackReady track : ready) {
            pace[track.index()] = !video || track.codec().kind() == TrackKind.VIDEO;
        }
        return pace;
    }

    /**
     * These sources sent before they were asked to: they are followed only where no other one
     * sends.
     */
    public void suspect(EarlySources early) {
        tracks.forEach(track -> track.suspect(early));
    }

    /**
     * A recording is played so many times as fast as it was recorded, so that its own time goes on
     * so much faster than that of playing.
     */
    public void scale(double times) {
        tracks.forEach(track -> track.scale(times));
    }

    /** How many tracks there are. */
    public int tracks() {
        return tracks.size();
    }

    /**
     * Takes what came where RTP of a track is expected. Nothing is allocated.
     *
     * @param track index of the track
     * @param packet between position and limit; lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    public Heard rtp(int track, ByteBuffer packet, long arrivalNanos) {
        ReceivedTrack expected = tracks.get(track);
        boolean valid = RtpPacket.isValid(packet);
        int payloadType = valid ? RtpPacket.payloadType(packet) : -1;
        if (payloadType != expected.payloadType() && RtpPacket.isControl(packet)) {
            return rtcp(track, packet, arrivalNanos);
        }
        ReceivedTrack actual = payloadType == expected.payloadType()
                ? expected
                : ofPayloadType(payloadType, expected);
        if (valid && payloadType == actual.payloadType()) {
            Heard heard = actual.media(packet, arrivalNanos);
            if (heard != Heard.NOTHING) {
                int index = tracks.indexOf(actual);
                return heard == Heard.MEDIA ? media(index) : gone(index, Heard.MEDIA);
            }
        } else if (valid) {
            expected.foreign(packet, arrivalNanos);
        }
        counters.increment(valid ? Counter.PACKETS_SET_ASIDE : Counter.PACKETS_MALFORMED);
        return Heard.NOTHING;
    }

    private Heard media(int track) {
        begun |= pace[track];
        return begun && !pace[track] ? Heard.BESIDE : Heard.MEDIA;
    }

    private ReceivedTrack ofPayloadType(int payloadType, ReceivedTrack otherwise) {
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).payloadType() == payloadType) {
                return tracks.get(i);
            }
        }
        return otherwise;
    }

    /**
     * Takes what came where RTCP of a track is expected. It is for the track whose source it names,
     * as several may come to one port; what names none of them is left alone. Media of one of the
     * tracks is media here, too: cameras that grant each track a single channel send the second
     * track where reports of the first one are expected.
     *
     * @param track index of the track
     * @param packet between position and limit; lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    public Heard rtcp(int track, ByteBuffer packet, long arrivalNanos) {
        if (isMedia(packet)) {
            return rtp(track, packet, arrivalNanos);
        }
        ReceivedTrack expected = tracks.get(track);
        expected.checkControl(packet);
        Heard heard = control(track, packet, arrivalNanos);
        for (int i = 0; i < tracks.size(); i++) {
            boolean another = i != track && !tracks.get(i).sharesSourceWith(expected);
            if (another && control(i, packet, arrivalNanos) == Heard.GOODBYE) {
                heard = Heard.GOODBYE;
            }
        }
        return heard;
    }

    private Heard control(int track, ByteBuffer packet, long arrivalNanos) {
        boolean over = tracks.get(track).control(packet, arrivalNanos);
        return over ? gone(track, Heard.NOTHING) : Heard.NOTHING;
    }

    private boolean isMedia(ByteBuffer packet) {
        if (RtpPacket.isControl(packet) || !RtpPacket.isValid(packet)) {
            return false;
        }
        int payloadType = RtpPacket.payloadType(packet);
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).payloadType() == payloadType) {
                return true;
            }
        }
        return false;
    }

    /** A track has ended, and all with it where it was the last one that counts. */
    private Heard gone(int track, Heard otherwise) {
        present[track] = false;
        for (boolean one : present) {
            if (one) {
                return otherwise;
            }
        }
        return Heard.GOODBYE;
    }

    /**
     * Writes a receiver report for a track, an empty one where nothing has come yet.
     *
     * @param track index of the track
     * @param out has room for {@link ReceiverReport#BYTES_MAX}
     * @param now on the clock of {@link System#nanoTime()}
     */
    public void report(int track, ByteBuffer out, long now) {
        tracks.get(track).report(out, reporterSsrc, now);
    }

    /**
     * When {@link #onTime} wants to be called, on the clock of {@link System#nanoTime()}; {@code
     * Long.MAX_VALUE} while nothing waits. Changes with each packet.
     */
    public long wakeNanos() {
        long wake = RtpReorderBuffer.NEVER;
        for (int i = 0; i < tracks.size(); i++) {
            wake = Math.min(wake, tracks.get(i).wakeNanos());
        }
        return wake;
    }

    /** Gives up what others have waited for long enough. */
    public void onTime(long now) {
        for (int i = 0; i < tracks.size(); i++) {
            tracks.get(i).onTime(now);
        }
    }

    /**
     * The connection is over, and nothing has broken it. The last unit of a recording may lack a
     * marker, and is finished by this; that of a camera is taken for cut.
     */
    public void ended(long now) {
        tracks.forEach(track -> track.ended(now));
    }

    /** What the camera claims its clock to be; {@code null} before a track's first report. */
    public @Nullable CameraClock cameraClock(int track) {
        return tracks.get(track).cameraClock();
    }

    /** Gives the slots of unfinished units back. */
    @Override
    public void close() {
        tracks.forEach(ReceivedTrack::close);
    }
}
