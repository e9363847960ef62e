package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.KeyFramed.Dependency;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.RtpReceiver.Heard;
import reactor.valkka.spi.KeyFrameGate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Video and sound, where the video has no parameter sets, or begins late, or stops. */
class SilentVideoTest {
    private static final String DESCRIPTION =
            "m=video 0 RTP/AVP 96\n" + "a=rtpmap:96 H264/90000\n" + "m=audio 0 RTP/AVP 0\n";
    private static final byte[] SPS =
            Base64.getDecoder().decode("Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==");
    private static final byte[] PPS = Base64.getDecoder().decode("aMuDyyA=");
    private static final byte[] KEY_FRAME = HexFormat.of().parseHex("65888080808080808080");
    private static final byte[] PICTURE = HexFormat.of().parseHex("419a8080808080808080");

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).build();
    private final List<EncodedFrame> frames = new ArrayList<>();
    private final KeyFrameGate gate = new KeyFrameGate();
    private final RtpReceiver receiver = receiver();
    private int videoNumber;
    private int soundNumber;

    private RtpReceiver receiver() {
        SessionDescription described = SessionDescription.parse(DESCRIPTION);
        StreamId stream = StreamId.of("cam");
        RtpReceiver.Target target = new RtpReceiver.Target(
                stream,
                pool.share(stream, 0),
                new Counters().of(stream),
                0,
                false,
                ReceiverOptions.DEFAULT);
        List<TrackReady> tracks = List.of(
                track(described, 0, new RtpMap(96, "H264", 90_000, 1), Codec.H264),
                track(described, 1, new RtpMap(0, "PCMU", 8_000, 1), Codec.PCMU));
        return new RtpReceiver(target, tracks, 5, this::take);
    }

    private static TrackReady track(
            SessionDescription described, int index, RtpMap map, Codec codec) {
        TransportHeader transport = TransportHeader.interleaved(2 * index);
        return new TrackReady(
                index,
                described.media().get(index),
                map,
                codec,
                TransportKind.TCP,
                transport,
                transport);
    }

    private void take(EncodedFrame frame) {
        if (gate.admits(frame)) {
            frames.add(frame);
        } else {
            frame.close();
        }
    }

    @AfterEach
    void everySlotIsBack() {
        receiver.close();
        frames.forEach(EncodedFrame::close);
        assertThat(pool.openSlots()).isZero();
    }

    private Heard video(int second, boolean marker, byte[] nal) {
        ByteBuffer packet = ByteBuffer.allocate(RtpPacket.HEADER_BYTES + nal.length);
        RtpPacket.putHeader(packet, marker, 96, ++videoNumber, second * 90_000, 70);
        return receiver.rtp(0, packet.put(nal).flip(), TimeUnit.SECONDS.toNanos(second));
    }

    private Heard sound(int second) {
        ByteBuffer packet = ByteBuffer.allocate(RtpPacket.HEADER_BYTES + 160);
        RtpPacket.putHeader(packet, true, 0, ++soundNumber, second * 8_000, 71);
        return receiver.rtp(1, packet.rewind(), TimeUnit.SECONDS.toNanos(second));
    }

    private long soundUnits() {
        return frames.stream()
                .filter(AccessUnit.class::isInstance)
                .filter(frame -> ((AccessUnit) frame).track().kind() == TrackKind.AUDIO)
                .count();
    }

    @Test
    void soundFlowsWhereTheVideosParameterSetsNeverCome() {
        for (int second = 0; second < 20; second++) {
            video(second, true, PICTURE);
            sound(second);
        }
        StreamSetup setup = (StreamSetup) frames.get(0);
        assertThat(setup.hasVideo()).isFalse();
        assertThat(setup.tracks()).hasSize(1);
        assertThat(soundUnits()).isEqualTo(8);
        assertThat(((AccessUnit) frames.get(1)).track().index()).isZero();
        assertThat(((AccessUnit) frames.get(1)).dependency()).isEqualTo(Dependency.FREE);
    }

    @Test
    void videoThatBeginsLateJoinsTheSound() {
        for (int second = 0; second < 14; second++) {
            sound(second);
        }
        video(14, false, SPS);
        video(14, false, PPS);
        video(14, true, KEY_FRAME);
        sound(15);
        video(16, true, PICTURE);
        assertThat(frames)
                .filteredOn(StreamSetup.class::isInstance)
                .extracting(setup -> ((StreamSetup) setup).tracks().size())
                .containsExactly(1, 2);
        AccessUnit sound = (AccessUnit) frames.get(frames.size() - 2);
        assertThat(sound.track().kind()).isEqualTo(TrackKind.AUDIO);
        assertThat(sound.track().index()).isEqualTo(1);
        AccessUnit last = (AccessUnit) frames.get(frames.size() - 1);
        assertThat(last.track().kind()).isEqualTo(TrackKind.VIDEO);
        assertThat(last.track().index()).isZero();
    }

    @Test
    void soundDoesNotHideThatTheVideoHasStopped() {
        assertThat(sound(0)).as("nothing but sound may come").isEqualTo(Heard.MEDIA);
        assertThat(video(1, true, PICTURE)).isEqualTo(Heard.MEDIA);
        assertThat(sound(1)).isEqualTo(Heard.BESIDE);
        assertThat(video(2, true, PICTURE)).isEqualTo(Heard.MEDIA);
        assertThat(sound(2)).isEqualTo(Heard.BESIDE);
    }
}
