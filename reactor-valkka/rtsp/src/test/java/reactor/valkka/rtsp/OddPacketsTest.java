package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.RtpReceiver.Heard;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Packets as cameras send them: from whom, and on which channel. */
class OddPacketsTest {

    private static final int OURS = 77;
    private static final int STALE = 66;
    private static final long FRAME = TimeUnit.MILLISECONDS.toNanos(40);
    private static final String VIDEO = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
            + "a=fmtp:96 sprop-parameter-sets="
            + "Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==,aMuDyyA=\n";
    private static final String SOUND = "m=audio 0 RTP/AVP 8\n";
    private static final String SOUND_OF_THE_SAME_TYPE =
            "m=audio 0 RTP/AVP 96\na=rtpmap:96 PCMU/8000\n";

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).build();
    private final StreamCounters counters = new Counters().of(StreamId.of("cam"));
    private final List<EncodedFrame> frames = new ArrayList<>();
    private @Nullable RtpReceiver open;

    private RtpReceiver receiver(String description, @Nullable Long namedSsrc) {
        List<TrackReady> tracks = new ArrayList<>();
        for (MediaDescription media : SessionDescription.parse(description).media()) {
            TrackChoice choice = Objects.requireNonNull(TrackChoice.of(media));
            TransportHeader asked = TransportHeader.interleaved(2 * tracks.size());
            TransportHeader granted = namedSsrc == null
                    ? asked
                    : asked.toBuilder().ssrc(namedSsrc).build();
            tracks.add(new TrackReady(
                    tracks.size(),
                    media,
                    choice.map(),
                    choice.codec(),
                    TransportKind.TCP,
                    asked,
                    granted));
        }
        RtpReceiver receiver = new RtpReceiver(
                new RtpReceiver.Target(
                        StreamId.of("cam"),
                        pool.share(StreamId.of("cam"), 0),
                        counters,
                        0,
                        false,
                        ReceiverOptions.DEFAULT),
                tracks,
                5,
                frames::add);
        open = receiver;
        return receiver;
    }

    @AfterEach
    void everySlotIsBack() {
        if (open != null) {
            open.close();
        }
        frames.forEach(EncodedFrame::close);
        assertThat(pool.openSlots()).isZero();
    }

    private static ByteBuffer picture(int ssrc, int number) {
        ByteBuffer packet = ByteBuffer.allocate(40);
        RtpPacket.putHeader(packet, true, 96, number, 3_600 * number, ssrc);
        packet.put((byte) 0x65).put((byte) 0x88);
        while (packet.hasRemaining()) {
            packet.put((byte) 0x80);
        }
        return packet.flip();
    }

    private List<AccessUnit> units() {
        return frames.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    private long flaggedSetups() {
        return frames.stream()
                .filter(StreamSetup.class::isInstance)
                .filter(frame -> ((StreamSetup) frame).discontinuity())
                .count();
    }

    @Test
    void live555Before2017SendsTheRestOfAnEarlierSession() {
        EarlySources early = new EarlySources();
        early.note(picture(STALE, 1));
        early.note(ByteBuffer.allocate(3));
        RtpReceiver receiver = receiver(VIDEO, null);
        receiver.suspect(early);
        assertThat(receiver.rtp(0, picture(STALE, 2), 0)).isEqualTo(Heard.NOTHING);
        for (int i = 0; i < 100; i++) {
            assertThat(receiver.rtp(0, picture(OURS, i), i * FRAME)).isEqualTo(Heard.MEDIA);
            assertThat(receiver.rtp(0, picture(STALE, i + 3), i * FRAME)).isEqualTo(Heard.NOTHING);
        }
        assertThat(units()).hasSize(100);
        assertThat(flaggedSetups()).isZero();
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
    }

    @Test
    void aSourceThatWasEarlyIsHeardWhereNoOtherOneSends() {
        EarlySources early = new EarlySources();
        early.note(picture(OURS, 0));
        RtpReceiver receiver = receiver(VIDEO, null);
        receiver.suspect(early);
        for (int i = 0; i < 100; i++) {
            receiver.rtp(0, picture(OURS, i), i * FRAME);
        }
        assertThat(units()).as("after 2 s of 4").hasSize(50);
        assertThat(flaggedSetups()).isZero();
    }

    @Test
    void theSourceThatTheAnswerToSetUpNamesTakesOverAtOnce() {
        RtpReceiver receiver = receiver(VIDEO, (long) OURS);
        receiver.rtp(0, picture(STALE, 1), 0);
        receiver.rtp(0, picture(OURS, 500), FRAME);
        assertThat(receiver.rtp(0, picture(STALE, 2), FRAME)).isEqualTo(Heard.NOTHING);
        receiver.rtp(0, picture(OURS, 501), 2 * FRAME);
        assertThat(units()).hasSize(3);
        assertThat(flaggedSetups()).isEqualTo(1);
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
    }

    @Test
    void retina79AnnouncesAnotherSourceThanItSends() {
        RtpReceiver receiver = receiver(VIDEO, 0xA0C6L);
        for (int i = 0; i < 10; i++) {
            assertThat(receiver.rtp(0, picture(OURS, i), i * FRAME)).isEqualTo(Heard.MEDIA);
        }
        assertThat(units()).hasSize(10);
    }

    @Test
    void gortsplib480ChangesItsSourceWhileItPlays() {
        RtpReceiver receiver = receiver(VIDEO, 2L);
        for (int i = 0; i < 10; i++) {
            receiver.rtp(0, picture(2, i), i * FRAME);
        }
        for (int i = 10; i < 110; i++) {
            receiver.rtp(0, picture(0, i), i * FRAME);
        }
        assertThat(units()).as("two of four seconds are missing").hasSize(10 + 50);
        assertThat(flaggedSetups()).isEqualTo(1);
        assertThat(units().get(59).pts()).isEqualTo(109 * 3_600);
    }

    @Test
    void mediamtx115GivesSoundAndPicturesTheSamePayloadType() {
        RtpReceiver receiver = receiver(SOUND_OF_THE_SAME_TYPE + VIDEO, null);
        assertThat(receiver.rtp(0, picture(OURS + 1, 0), 0)).isEqualTo(Heard.MEDIA);
        assertThat(receiver.rtp(1, picture(OURS, 0), 0)).isEqualTo(Heard.MEDIA);
        receiver.rtp(0, picture(OURS + 1, 1), FRAME);
        assertThat(units())
                .extracting(unit -> unit.track().codec())
                .containsExactly(Codec.PCMU, Codec.H264, Codec.PCMU);
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
    }

    @Test
    void tracksOfOneChannelEachComeWhereReportsAreExpected() {
        String granted = "Transport: RTP/AVP/TCP;unicast;interleaved=";
        Dialogue camera = new Dialogue(SessionConfig.of(RtspUri.parse("rtsp://10.0.0.7/s"))
                        .tracks(TrackSelection.all()))
                .connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(VIDEO + SOUND);
        camera.expect("SETUP").answer("200 OK", "Session: 1", granted + 0);
        camera.expect("SETUP").answer("200 OK", "Session: 1", granted + 1).expect("PLAY");
        InterleavedChannels channels = new InterleavedChannels(camera.tracks());
        assertThat(channels.rtpTrack(0)).isZero();
        assertThat(channels.rtcpTrack(1)).isZero();

        RtpReceiver receiver = receiver(VIDEO + SOUND, null);
        receiver.rtp(0, picture(OURS, 0), 0);
        ByteBuffer sound = picture(OURS + 1, 0).put(1, (byte) 8);
        assertThat(receiver.rtcp(0, sound, 0)).isEqualTo(Heard.BESIDE);
        assertThat(units())
                .extracting(unit -> unit.track().codec())
                .containsExactly(Codec.H264, Codec.PCMA);
        ByteBuffer other = picture(OURS + 2, 0).put(1, (byte) 50);
        assertThat(receiver.rtcp(0, other, 0)).isEqualTo(Heard.NOTHING);
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isEqualTo(1);
    }
}
