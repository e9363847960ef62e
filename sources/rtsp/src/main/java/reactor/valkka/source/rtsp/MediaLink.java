package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.rtsp.EarlySources;
import reactor.valkka.rtsp.InterleavedChannels;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.RtspClientSession;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.WireListener.Direction;
import reactor.valkka.rtsp.WireTap;
import reactor.valkka.spi.KeyFrameGate;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The media half of one connection: packets that come interleaved or over UDP go through a receiver
 * and a gate to the run, and reports go back the same way.
 */
final class MediaLink implements MediaPorts.Listener, AutoCloseable {

    private static final int PREFIX_BYTES = 4;

    private final CameraLink link;
    private final CameraRun run;
    private final RtspClientSession session;
    private final @Nullable WireTap tap;
    private final KeyFrameGate gate = new KeyFrameGate();
    private final MediaPorts ports;
    private final EarlySources early = new EarlySources();
    private InterleavedChannels channels = new InterleavedChannels(List.of());
    private @Nullable RtpReceiver receiver;

    MediaLink(CameraLink link, CameraRun run, RtspClientSession session, @Nullable WireTap tap) {
        this.link = link;
        this.run = run;
        this.session = session;
        this.tap = tap;
        ports = new MediaPorts(run.sockets(), run.config().transport().sources(), this);
    }

    /** Opens ports for a track that is to come over UDP, and tells the session. */
    void openPorts(InetAddress local) {
        ports.openPair(
                local,
                pair -> {
                    session.onPorts(pair, System.nanoTime());
                    link.pump();
                },
                cause -> {
                    session.onNoPorts(cause, System.nanoTime());
                    link.pump();
                });
    }

    /** Listens for tracks that were agreed on. */
    void receive(List<TrackReady> tracks, InetAddress local, InetAddress camera) {
        int ssrc = ThreadLocalRandom.current().nextInt();
        RtpReceiver active = new RtpReceiver(run.target(), tracks, ssrc, this::onFrame);
        active.suspect(early);
        channels = new InterleavedChannels(tracks);
        receiver = active;
        ports.receive(tracks, local, camera, track -> report(active, track), this::noWay);
    }

    private void noWay(Throwable cause) {
        session.onNoWay(cause, System.nanoTime());
        link.pump();
    }

    /** What came in a channel of the connection; lent for the call. */
    void interleaved(int channel, ByteBuffer packet) {
        if (receiver == null) {
            early.note(packet);
        }
        int track = channels.rtpTrack(channel);
        if (track == InterleavedChannels.NONE) {
            onControl(channels.rtcpTrack(channel), packet);
        } else {
            onMedia(track, packet);
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
        if (track == InterleavedChannels.NONE) {
            return;
        }
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

    /** Sends a report for each track. */
    void report() {
        RtpReceiver active = receiver;
        if (active == null) {
            return;
        }
        for (int track = 0; track < active.tracks(); track++) {
            ByteBuf report = report(active, track);
            int channel = channels.rtcpChannel(track);
            if (channel == InterleavedChannels.NONE) {
                ports.report(track, report);
            } else {
                ByteBuf prefix = Unpooled.buffer(PREFIX_BYTES).writeByte('$').writeByte(channel);
                prefix.writeShort(report.readableBytes());
                link.write(Unpooled.wrappedBuffer(prefix, report));
            }
        }
    }

    private ByteBuf report(RtpReceiver active, int track) {
        ByteBuffer packet = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        active.report(track, packet, System.nanoTime());
        packet.flip();
        if (tap != null) {
            tap.rtcp(Direction.SENT, track, packet.duplicate(), System.nanoTime());
        }
        return Unpooled.wrappedBuffer(packet);
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
