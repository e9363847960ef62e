package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtp.StreamTracks;
import reactor.valkka.rtsp.EarlySources;
import reactor.valkka.rtsp.InterleavedChannels;
import reactor.valkka.rtsp.MediaSession;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.WireListener.Direction;
import reactor.valkka.rtsp.WireTap;
import reactor.valkka.spi.KeyFrameGate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The media half of one connection: packets that come interleaved or over UDP go through a receiver
 * and a gate to the run, and reports go back the same way.
 */
final class MediaLink implements DatagramPorts.Listener, AutoCloseable {

    private final Owner link;
    private final CameraRun run;
    private final MediaSession session;
    private final DatagramPorts ports;
    private final @Nullable WireTap tap;
    private final KeyFrameGate gate = new KeyFrameGate();
    private final EarlySources early = new EarlySources();
    private InterleavedChannels channels = new InterleavedChannels(List.of());
    private @Nullable RtpReceiver receiver;

    /** The half of a connection that speaks for the session. */
    interface Owner {
        /** Does what the session wants, and sets the timer. */
        void pump();

        /** Sets the timer for a packet that waits. */
        void armForMedia();

        /** Writes to the dialogue; false where there is none, or where it takes nothing now. */
        boolean write(ByteBuf bytes);
    }

    MediaLink(
            Owner link,
            CameraRun run,
            MediaSession session,
            DatagramPorts ports,
            @Nullable WireTap tap) {
        this.link = link;
        this.run = run;
        this.session = session;
        this.ports = ports;
        this.tap = tap;
    }

    /** From now on packets of these tracks are received. */
    void receive(List<TrackReady> tracks) {
        int ssrc = ThreadLocalRandom.current().nextInt();
        RtpReceiver active = new RtpReceiver(run.target(), tracks, ssrc, this::onFrame);
        active.suspect(early);
        channels = new InterleavedChannels(tracks);
        receiver = active;
    }

    /** A recording is played so many times as fast as it was recorded. */
    void scale(double times) {
        RtpReceiver active = receiver;
        if (active != null) {
            active.scale(times);
        }
    }

    /** What came in a channel of the connection; lent for the call. */
    void interleaved(int channel, ByteBuffer packet) {
        if (receiver == null) {
            early.note(packet);
        }
        int track = channels.rtpTrack(channel);
        int controlled = channels.rtcpTrack(channel);
        if (track != InterleavedChannels.NONE) {
            onMedia(track, packet);
            link.armForMedia();
        } else if (controlled != InterleavedChannels.NONE) {
            onControl(controlled, packet);
        } else if (tap != null) {
            tap.rtp(InterleavedChannels.NONE, packet, System.nanoTime());
        }
    }

    @Override
    public void rtp(int track, ByteBuf packet) {
        onMedia(track, view(packet));
        link.armForMedia();
    }

    @Override
    public void rtcp(int track, ByteBuf packet) {
        onControl(track, view(packet));
    }

    @Override
    public void wayOpened(int track) {
        RtpReceiver active = receiver;
        if (active != null) {
            report(active, track);
        }
    }

    /** The bytes where they lie; the view is the buffer's own and is not allocated each time. */
    private static ByteBuffer view(ByteBuf packet) {
        return packet.internalNioBuffer(packet.readerIndex(), packet.readableBytes());
    }

    private void onMedia(int track, ByteBuffer packet) {
        long now = System.nanoTime();
        if (tap != null) {
            tap.rtp(track, packet, now);
        }
        RtpReceiver active = receiver;
        if (active != null) {
            heard(active.rtp(track, packet, now), now);
        }
    }

    private void onControl(int track, ByteBuffer packet) {
        long now = System.nanoTime();
        RtpReceiver active = receiver;
        if (tap != null) {
            tap.rtcp(Direction.RECEIVED, track, packet, now);
        }
        if (active != null) {
            heard(active.rtcp(track, packet, now), now);
        }
    }

    private void heard(RtpReceiver.Heard heard, long now) {
        Stage before = session.stage();
        if (heard == RtpReceiver.Heard.MEDIA) {
            session.onMedia(now);
        } else if (heard == RtpReceiver.Heard.GOODBYE) {
            session.onBye(now);
        }
        if (heard == RtpReceiver.Heard.GOODBYE || session.stage() != before) {
            link.pump();
        }
    }

    private void onFrame(EncodedFrame frame) {
        if (frame instanceof StreamSetup setup) {
            noteAbsent(setup);
        }
        if (!gate.admits(frame)) {
            run.counters().increment(Counter.GATE_DROPPED);
            frame.close();
            return;
        }
        if (frame.dependency() == KeyFramed.Dependency.KEY_FRAME
                || frame.dependency() == KeyFramed.Dependency.FREE) {
            session.onKeyFrame(System.nanoTime());
        }
        run.push(frame);
    }

    private void noteAbsent(StreamSetup setup) {
        RtpReceiver active = receiver;
        if (active != null && setup.tracks().size() < active.tracks()) {
            run.setAside("a track that has not begun within " + StreamTracks.PATIENCE_SECONDS
                    + " s, without which the others go on: there is only " + setup.tracks());
        }
    }

    /** Sends a report for each track. */
    void report() {
        RtpReceiver active = receiver;
        if (active == null) {
            return;
        }
        for (int track = 0; track < active.tracks(); track++) {
            report(active, track);
        }
    }

    private void report(RtpReceiver active, int track) {
        ByteBuffer packet = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        active.report(track, packet, System.nanoTime());
        packet.flip();
        if (send(track, Unpooled.wrappedBuffer(packet)) && tap != null) {
            tap.rtcp(Direction.SENT, track, packet, System.nanoTime());
        }
    }

    /** False where the report has no way, or cannot go now. */
    private boolean send(int track, ByteBuf report) {
        int channel = channels.rtcpChannel(track);
        if (channel == InterleavedChannels.NONE) {
            return ports.report(track, report);
        }
        return link.write(InterleavedChannels.framed(channel, report));
    }

    /** When {@link #onTime} wants to be called; {@code Long.MAX_VALUE} while no packet waits. */
    long wakeNanos() {
        RtpReceiver active = receiver;
        return active == null ? Long.MAX_VALUE : active.wakeNanos();
    }

    void onTime(long now) {
        RtpReceiver active = receiver;
        if (active != null) {
            active.onTime(now);
        }
    }

    /** Nothing more will come, and nothing is broken. */
    void ended() {
        RtpReceiver active = receiver;
        if (active != null) {
            active.ended(System.nanoTime());
        }
    }

    /** Nothing is received any more; ports are closed and slots given back. */
    @Override
    public void close() {
        ports.close();
        RtpReceiver active = receiver;
        receiver = null;
        if (active != null) {
            active.close();
        }
    }
}
