package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtp.NtpTime;
import reactor.valkka.media.rtp.ReplayExtension;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.RtpReceiver.Heard;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Recordings inside a camera or recorder, as ONVIF describes their replay. */
class ReplayTest {

    private static final Instant FROM = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long CAPTURED = FROM.getEpochSecond() * SECOND;
    private static final int DISCONTINUITY = 0x20;
    private static final int TERMINAL = 0x10;
    private static final String DESCRIPTION = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
            + "a=fmtp:96 sprop-parameter-sets=Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==,aMuDyyA=\n";

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).build();
    private final List<EncodedFrame> frames = new ArrayList<>();
    private final RtpReceiver receiver = receiver();
    private int sequence = 10;

    private RtpReceiver receiver() {
        RtpReceiver.Target target = new RtpReceiver.Target(
                StreamId.of("cam"),
                pool.share(StreamId.of("cam"), 0),
                new Counters().of(StreamId.of("cam")),
                0,
                false,
                ReceiverOptions.DEFAULT.pacing(Pacing.ON_DEMAND));
        TransportHeader transport = TransportHeader.interleaved(0);
        TrackReady track = new TrackReady(
                0,
                SessionDescription.parse(DESCRIPTION).media().get(0),
                new RtpMap(96, "H264", 90_000, 1),
                Codec.H264,
                TransportKind.TCP,
                transport,
                transport);
        return new RtpReceiver(target, List.of(track), 5, frames::add);
    }

    @AfterEach
    void everySlotIsBack() {
        receiver.close();
        frames.forEach(EncodedFrame::close);
        assertThat(pool.openSlots()).isZero();
    }

    private Heard picture(int timestamp, long capturedNanos, int flags) {
        return packet(timestamp, true, capturedNanos, flags, 0x65, 0x88);
    }

    /** A fragment of a picture. */
    private Heard part(int timestamp, int fragmentHeader, boolean marker, int flags) {
        int first = (fragmentHeader & 0x80) == 0 ? 0x80 : 0x88;
        return packet(timestamp, marker, CAPTURED, flags, 0x7C, fragmentHeader, first);
    }

    private Heard packet(
            int timestamp, boolean marker, long capturedNanos, int flags, int... payload) {
        ByteBuffer packet = ByteBuffer.allocate(60);
        RtpPacket.putHeader(packet, marker, 96, sequence++, timestamp, 77);
        packet.put(0, (byte) (packet.get(0) | 0x10));
        packet.putShort((short) ReplayExtension.PROFILE).putShort((short) 3);
        packet.putLong(NtpTime.timestamp(capturedNanos));
        packet.put((byte) flags).put((byte) 1).putShort((short) 0);
        for (int value : payload) {
            packet.put((byte) value);
        }
        while (packet.hasRemaining()) {
            packet.put((byte) 0x80);
        }
        return receiver.rtp(0, packet.flip(), System.nanoTime());
    }

    private AccessUnit last() {
        return (AccessUnit) frames.get(frames.size() - 1);
    }

    @Test
    void eachUnitHasTheTimeOfItsRecording() {
        picture(1_000, CAPTURED, 0);
        assertThat(((StreamSetup) frames.get(0)).pacing()).isEqualTo(Pacing.ON_DEMAND);
        assertThat(last().header().capturedNanos()).isBetween(CAPTURED - 10, CAPTURED + 10);
        assertThat(last().header().origin()).isEqualTo(CaptureOrigin.FILE);
        picture(91_000, CAPTURED + SECOND, 0);
        assertThat(last().header().capturedNanos() - CAPTURED).isBetween(SECOND - 20, SECOND + 20);
        assertThat(last().pts()).isEqualTo(90_000);
    }

    @Test
    void keyFramesThatLieFarApartAreNoJumps() {
        picture(0, CAPTURED, 0);
        picture(60 * 90_000, CAPTURED + 60 * SECOND, 0);
        assertThat(frames).hasSize(3);
        assertThat(last().pts()).isEqualTo(60 * 90_000);
    }

    @Test
    void aGapIsFlaggedAndAsLongAsItsTimesSay() {
        picture(0, CAPTURED, 0);
        picture(-77, CAPTURED + 3_600 * SECOND, DISCONTINUITY);
        assertThat(((StreamSetup) frames.get(2)).discontinuity()).isTrue();
        assertThat(last().pts()).isBetween(3_600 * 90_000L - 1, 3_600 * 90_000L + 1);
        assertThat(last().header().capturedNanos() - CAPTURED)
                .isBetween(3_600 * SECOND - 20, 3_600 * SECOND + 20);
        picture(-77 + 3_600, CAPTURED + 3_600 * SECOND + SECOND / 25, 0);
        assertThat(frames).as("one setup for one gap").hasSize(5);
    }

    @Test
    void theLastPacketIsTheEnd() {
        assertThat(picture(0, CAPTURED, 0)).isEqualTo(Heard.MEDIA);
        assertThat(picture(3_600, CAPTURED, TERMINAL)).isEqualTo(Heard.GOODBYE);
        assertThat(frames).as("it is a picture nevertheless").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 16", "16, 0, 0", "0, 16, 0", "0, 0, 16"})
    void theLastPictureIsWholeWhicheverOfItsPacketsSaysSo(int first, int second, int third) {
        picture(0, CAPTURED, 0);
        assertThat(part(3_600, 0x85, false, first)).isEqualTo(Heard.MEDIA);
        assertThat(part(3_600, 0x05, false, second)).isEqualTo(Heard.MEDIA);
        assertThat(part(3_600, 0x45, true, third)).isEqualTo(Heard.GOODBYE);
        assertThat(frames).hasSize(3);
        assertThat(last().afterLoss()).isFalse();
        assertThat(last().size()).isEqualTo(4 + 1 + 3 * 30);
    }

    @Test
    void whatComesBehindTheLastPictureIsTheEndToo() {
        picture(0, CAPTURED, 0);
        assertThat(part(3_600, 0x85, false, TERMINAL)).isEqualTo(Heard.MEDIA);
        assertThat(part(3_600, 0x45, false, TERMINAL)).isEqualTo(Heard.MEDIA);
        assertThat(picture(7_200, CAPTURED, 0)).isEqualTo(Heard.GOODBYE);
        assertThat(frames).as("the picture that was not asked for is left out").hasSize(3);
        assertThat(last().pts()).isEqualTo(3_600);
    }

    @Test
    void withoutMarkersThePacketThatSaysSoIsTheLastOne() {
        part(0, 0xC5, false, 0);
        part(3_600, 0xC5, false, 0);
        assertThat(part(7_200, 0xC5, false, TERMINAL)).isEqualTo(Heard.GOODBYE);
        assertThat(frames).hasSize(4);
        assertThat(last().afterLoss()).isFalse();
    }

    /** Nothing else than a goodbye or the end of the connection says that it is over. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutMarkersTheLastPictureComesOutWithTheEnd(boolean goodbye) {
        part(0, 0xC5, false, 0);
        part(3_600, 0xC5, false, 0);
        part(7_200, 0xC5, false, 0);
        assertThat(frames).hasSize(3);
        if (goodbye) {
            ByteBuffer bye = ByteBuffer.allocate(8).put((byte) 0x81).put((byte) 203);
            bye.putShort((short) 1).putInt(77);
            assertThat(receiver.rtcp(0, bye.flip(), System.nanoTime())).isEqualTo(Heard.GOODBYE);
        } else {
            receiver.ended(System.nanoTime());
        }
        assertThat(frames).hasSize(4);
        assertThat(last().pts()).isEqualTo(7_200);
        assertThat(last().afterLoss()).isFalse();
    }

    @Test
    void aPictureThatIsCutByTheEndIsFlagged() {
        picture(0, CAPTURED, 0);
        part(3_600, 0x85, false, 0);
        receiver.ended(System.nanoTime());
        assertThat(frames.stream().skip(2)).allMatch(frame -> ((AccessUnit) frame).afterLoss());
    }

    private static Dialogue playing(Replay replay) {
        Dialogue camera = new Dialogue(
                        SessionConfig.of(RtspUri.parse("rtsp://10.0.0.7/s")).replay(replay))
                .connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP).expect("SETUP");
        assertThat(camera.request().headers().first("Require")).isEqualTo("onvif-replay");
        return camera.answer("200 OK", "Session: 1;timeout=10").expect("PLAY");
    }

    @Test
    void theRecorderIsAskedForATimeAndNotForASpeed() {
        Dialogue camera = playing(Replay.between(FROM, FROM.plusSeconds(60)));
        assertThat(camera.request().headers().first("Range"))
                .isEqualTo("clock=20260102T030405.678Z-20260102T030505.678Z");
        assertThat(camera.request().headers().first("Rate-Control")).isEqualTo("no");
        assertThat(camera.request().headers().first("Require")).isEqualTo("onvif-replay");
        assertThat(camera.request().headers().first("Frames")).isNull();
    }

    @Test
    void keyFramesAloneMayBeAskedFor() {
        Dialogue camera = playing(Replay.from(FROM).keyFrames(Duration.ofSeconds(4)));
        assertThat(camera.request().headers().first("Range"))
                .isEqualTo("clock=20260102T030405.678Z-");
        assertThat(camera.request().headers().first("Frames")).isEqualTo("intra/4000");
        assertThat(playing(Replay.from(FROM).keyFrames()).request().headers().first("Frames"))
                .isEqualTo("intra");
    }

    @Test
    void aSpeedIsAskedForAndWhatIsGrantedIsTold() {
        Dialogue camera = playing(Replay.from(FROM).scale(4).immediately());
        assertThat(camera.request().headers().first("Rate-Control")).isEqualTo("yes");
        assertThat(camera.request().headers().first("Scale")).isEqualTo("4.0");
        assertThat(camera.request().headers().first("Immediate")).isEqualTo("yes");
        camera.answer("200 OK", "Scale: 2.0");
        assertThat(camera.last(SessionAction.Playing.class).scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Server: x", "Scale: fast", "Scale: NaN", "Scale: -1", "Scale: 1e9"})
    void whatIsNotGrantedOrMakesNoSenseIsTheUsualSpeed(String header) {
        Dialogue camera = playing(Replay.from(FROM).scale(0.25));
        assertThat(camera.request().headers().first("Scale")).isEqualTo("0.25");
        camera.answer("200 OK", header);
        assertThat(camera.last(SessionAction.Playing.class).scale()).isEqualTo(1);
    }

    @Test
    void asFastAsItIsReadNeitherSpeedNorHasteIsAskedFor() {
        Dialogue camera = playing(Replay.from(FROM).scale(4).scale(0));
        assertThat(camera.request().headers().first("Rate-Control")).isEqualTo("no");
        assertThat(camera.request().headers().first("Scale")).isNull();
        assertThat(camera.request().headers().first("Immediate")).isNull();
    }

    @Test
    void theRestOfARecordingIsAskedForAtTheSameSpeed() {
        Replay rest = Replay.from(FROM).scale(8).startingAt(FROM.plusSeconds(9));
        assertThat(rest.scale()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.001, 2_000, Double.NaN})
    void aSpeedThatNothingCanBeDecodedAtIsRefused(double scale) {
        assertThatThrownBy(() -> Replay.from(FROM).scale(scale))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale must be 0, or 0.01 to 1000.0");
    }

    /** Four times as fast, timestamps that go on with playing, and a unit without a time. */
    @Test
    void timesOfPlayingAndOfTheRecordingAreToldApart() {
        receiver.scale(4);
        picture(0, CAPTURED, 0);
        picture(90_000, CAPTURED + 4 * SECOND, 0);
        assertThat(last().pts()).isEqualTo(90_000);
        assertThat(last().header().capturedNanos() - CAPTURED)
                .isBetween(4 * SECOND - 20, 4 * SECOND + 20);
        pictureWithoutTime(180_000);
        assertThat(last().pts()).isEqualTo(180_000);
        assertThat(last().header().capturedNanos() - CAPTURED)
                .isBetween(8 * SECOND - 20, 8 * SECOND + 20);
        picture(-77, CAPTURED + 408 * SECOND, DISCONTINUITY);
        assertThat(last().pts())
                .as("a gap of 404 s behind the last unit that said its time")
                .isBetween(180_000 + 101 * 90_000L - 1, 180_000 + 101 * 90_000L + 1);
    }

    private void pictureWithoutTime(int timestamp) {
        ByteBuffer packet = ByteBuffer.allocate(40);
        RtpPacket.putHeader(packet, true, 96, sequence++, timestamp, 77);
        packet.put((byte) 0x65).put((byte) 0x88);
        while (packet.hasRemaining()) {
            packet.put((byte) 0x80);
        }
        receiver.rtp(0, packet.flip(), System.nanoTime());
    }

    @Test
    void aGoodbyeIsTheEndAndNoFailure() {
        Dialogue camera = playing(Replay.from(FROM)).answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.session.onBye(camera.now);
        camera.expect("TEARDOWN").answer("200 OK");
        assertThat(camera.count(SessionAction.Ended.class)).isEqualTo(1);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void aRecorderThatTearsTheSessionDownIsAtItsEnd() {
        Dialogue camera = playing(Replay.from(FROM)).answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.session.onMessage(
                RtspRequest.of(RtspMethod.TEARDOWN, "rtsp://10.0.0.7/s").header("CSeq", "9"),
                camera.now);
        camera.expect("TEARDOWN").answer("200 OK");
        assertThat(camera.count(SessionAction.Ended.class)).isEqualTo(1);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void silenceIsNoFailureWhileNobodyAsksForMore() {
        Dialogue camera = playing(Replay.from(FROM)).answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.session.onKeyFrame(camera.now);
        camera.session.onPaused();
        camera.pass(Duration.ofHours(1));
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        assertThat(camera.count(SessionAction.KeepAliveFailed.class)).isZero();
        assertThat(camera.count(SessionAction.Send.class)).as("keep-alives").isGreaterThan(700);
        camera.session.onResumed(camera.now);
        camera.pass(Deadlines.DEFAULT.silence());
        assertThat(camera.failure()).isInstanceOf(RtspTimeoutException.class);
    }

    @Test
    void anEndBeforeTheBeginningIsRefused() {
        assertThatThrownBy(() -> Replay.between(FROM, FROM))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
