package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.rtsp.WireListener;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Takes notes of one stream, of what goes over the wire and of the units that come out of it.
 * <b>Threads:</b> any.
 */
final class Observer implements WireListener {

    private static final int VIDEO_CLOCK_HZ = 90_000;

    private final DialogueNotes dialogue;
    private final UnitNotes units = new UnitNotes();
    private final ReportNotes reports = new ReportNotes(
            TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime(),
            VIDEO_CLOCK_HZ);
    private final Sinks.Empty<Void> begun = Sinks.empty();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private @Nullable PacketNotes packets;
    private @Nullable ParameterSetNotes sets;
    private long garbageBytes;
    private boolean connected;
    private long connectedNanos;
    private int setupCseq = -1;
    private @Nullable Long namedSsrc;
    private int playCseq = -1;
    private boolean played;
    private long playedNanos;

    Observer(DialogueNotes dialogue) {
        this.dialogue = dialogue;
    }

    @Override
    public synchronized void connected(String peer, long nanos) {
        connected = true;
        connectedNanos = nanos;
    }

    @Override
    public void disconnected(String peer, long nanos) {
        ended.tryEmitEmpty();
    }

    @Override
    public void message(Direction direction, RtspMessage message, long nanos) {
        dialogue.message(direction, message, nanos);
        if (message instanceof RtspRequest request) {
            asked(request);
        } else if (message instanceof RtspResponse response) {
            answered(response, nanos);
        }
    }

    private synchronized void asked(RtspRequest request) {
        if (request.is(RtspMethod.SETUP)) {
            setupCseq = request.cseq();
        } else if (request.is(RtspMethod.PLAY)) {
            playCseq = request.cseq();
        }
    }

    private synchronized void answered(RtspResponse response, long nanos) {
        int cseq = response.cseq();
        if (cseq == playCseq) {
            playedNanos = nanos;
            played = true;
        } else if (cseq == setupCseq && response.isSuccess()) {
            String header = response.headers().first("Transport");
            TransportHeader transport = header == null ? null : TransportHeader.parse(header);
            namedSsrc = transport == null ? null : transport.ssrc();
        }
    }

    @Override
    public void rtp(int track, ByteBuffer packet, long nanos) {
        if (track == 0 && RtpPacket.isControl(packet)) {
            reports.packet(packet, nanos);
        } else if (track == 0) {
            notes(packet).packet(packet, nanos);
        } else if (track < 0) {
            stray();
        }
    }

    /** What an earlier session left behind may come before anything is described. */
    private synchronized void stray() {
        if (packets != null) {
            packets.stray();
        }
    }

    @Override
    public void rtcp(Direction direction, int track, ByteBuffer packet, long nanos) {
        if (track == 0 && direction == Direction.RECEIVED) {
            reports.packet(packet, nanos);
        }
    }

    @Override
    public synchronized void garbage(int bytes, long nanos) {
        garbageBytes += bytes;
    }

    /** A frame of the stream, lent for the call. */
    boolean frame(EncodedFrame frame) {
        units.frame(frame);
        if (frame instanceof AccessUnit) {
            begun.tryEmitEmpty();
        }
        return true;
    }

    /** Made with the first packet, when it is known what was described. */
    private synchronized PacketNotes notes(ByteBuffer packet) {
        PacketNotes known = packets;
        if (known != null) {
            return known;
        }
        PlayedTrack track = PlayedTrack.of(SessionDescription.parse(dialogue.description()));
        ParameterSetNotes inBand = track == null
                ? new ParameterSetNotes(Codec.MJPEG, false)
                : new ParameterSetNotes(track.codec(), track.isOrdered());
        int payloadType =
                track == null ? RtpPacket.payloadType(packet) : track.map().payloadType();
        int clockRateHz = track == null ? VIDEO_CLOCK_HZ : track.map().clockRateHz();
        PacketNotes made = new PacketNotes(payloadType, clockRateHz, namedSsrc, inBand);
        sets = inBand;
        packets = made;
        return made;
    }

    /** Completes with the first unit. */
    Mono<Void> begun() {
        return begun.asMono();
    }

    /** Completes when the connection has ended. */
    Mono<Void> ended() {
        return ended.asMono();
    }

    /** Whether a connection was ever made. */
    synchronized boolean connected() {
        return connected;
    }

    UnitNotes units() {
        return units;
    }

    ReportNotes reports() {
        return reports;
    }

    /** Of the track, or {@code null} where no packet came. */
    synchronized @Nullable PacketNotes packets() {
        return packets;
    }

    /** Of the track, or {@code null} where no packet came. */
    synchronized @Nullable ParameterSetNotes parameterSets() {
        return sets;
    }

    synchronized long garbageBytes() {
        return garbageBytes;
    }

    /** From the first word to the first picture; 0 where none came. */
    synchronized double firstPictureSeconds() {
        return secondsToPicture(connectedNanos);
    }

    /** From the answer to PLAY, where one was seen, to the first picture; 0 where none came. */
    synchronized double waitSeconds() {
        return Math.max(0, secondsToPicture(played ? playedNanos : connectedNanos));
    }

    private double secondsToPicture(long since) {
        return units.units() == 0 ? 0 : (units.firstArrivalNanos() - since) / 1e9;
    }
}
