package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

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
import reactor.valkka.media.rtp.NtpTime;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.RtpReceiver.Heard;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A session with two videos, over datagrams. */
class TwoTracksTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLAIMED_NANOS = 1_767_323_045L * 1_000 * MILLI;
    private static final String SETS =
            "sprop-parameter-sets=Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==," + "aMuDyyA=\n";
    private static final String DESCRIPTION =
            "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n" + "a=fmtp:96 " + SETS
                    + "m=video 0 RTP/AVP 97\na=rtpmap:97 H264/45000\na=fmtp:97 " + SETS;

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).build();
    private final StreamCounters counters = new Counters().of(StreamId.of("cam"));
    private final List<EncodedFrame> frames = new ArrayList<>();
    private final RtpReceiver receiver = receiver();

    private RtpReceiver receiver() {
        SessionDescription described = SessionDescription.parse(DESCRIPTION);
        RtpReceiver.Target target = new RtpReceiver.Target(
                StreamId.of("cam"),
                pool.share(StreamId.of("cam"), 0),
                counters,
                0,
                false,
                ReceiverOptions.DEFAULT);
        List<TrackReady> tracks = List.of(
                track(0, described.media().get(0), new RtpMap(96, "H264", 90_000, 1)),
                track(1, described.media().get(1), new RtpMap(97, "H264", 45_000, 1)));
        return new RtpReceiver(target, tracks, 5, frames::add);
    }

    private static TrackReady track(int index, MediaDescription media, RtpMap map) {
        TransportHeader transport = TransportHeader.group();
        return new TrackReady(
                index, media, map, Codec.H264, TransportKind.UDP, transport, transport);
    }

    @AfterEach
    void everySlotIsBack() {
        receiver.close();
        frames.forEach(EncodedFrame::close);
        assertThat(pool.openSlots()).isZero();
    }

    private static ByteBuffer picture(int track, int number, int timestamp) {
        ByteBuffer packet = ByteBuffer.allocate(40);
        RtpPacket.putHeader(packet, true, 96 + track, number, timestamp, 70 + track);
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

    @Test
    void aTrackBeginsSoMuchLaterAsItsFirstPacketCameLater() {
        receiver.rtp(0, picture(0, 1, 77), 1_000 * MILLI);
        receiver.rtp(1, picture(1, 1, 99), 1_500 * MILLI);
        assertThat(((StreamSetup) frames.get(0)).tracks()).hasSize(2);
        assertThat(units()).extracting(AccessUnit::pts).containsExactly(0L, 22_500L);
        assertThat(units()).extracting(u -> u.track().index()).containsExactly(0, 1);
    }

    @Test
    void aPacketInTheWrongChannelGoesToTheTrackOfItsPayloadType() {
        assertThat(receiver.rtp(0, picture(1, 1, 0), 0)).isEqualTo(Heard.MEDIA);
        assertThat(units().get(0).track().index()).isEqualTo(1);
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
    }

    @Test
    void theSessionEndsWhenAllPicturesHaveSaidGoodbye() {
        receiver.rtp(0, picture(0, 1, 0), 0);
        receiver.rtp(1, picture(1, 1, 0), 0);
        assertThat(receiver.rtcp(0, goodbye(70), 0)).isEqualTo(Heard.NOTHING);
        assertThat(receiver.rtcp(1, goodbye(71), 0)).isEqualTo(Heard.GOODBYE);
    }

    private static ByteBuffer goodbye(int... sources) {
        int bytes = 4 + 4 * sources.length;
        ByteBuffer packet = ByteBuffer.allocate(bytes).put((byte) (0x80 + sources.length));
        packet.put((byte) 203).putShort((short) sources.length);
        for (int ssrc : sources) {
            packet.putInt(ssrc);
        }
        return packet.flip();
    }

    @Test
    void reportsOfBothTracksMayComeToThePortOfOne() {
        receiver.rtp(0, picture(0, 1, 0), 0);
        receiver.rtp(0, picture(1, 1, 0), 0);
        receiver.rtcp(0, report(71), MILLI);
        assertThat(receiver.cameraClock(0)).isNull();
        assertThat(receiver.cameraClock(1)).isNotNull();
        receiver.rtcp(0, report(70), MILLI);
        assertThat(receiver.cameraClock(0)).isNotNull();
        assertThat(receiver.rtcp(0, goodbye(71), 0)).isEqualTo(Heard.NOTHING);
        assertThat(receiver.rtcp(0, goodbye(70), 0)).isEqualTo(Heard.GOODBYE);
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
    }

    @Test
    void oneGoodbyeMayNameAllTracks() {
        receiver.rtp(0, picture(0, 1, 0), 0);
        receiver.rtp(0, picture(1, 1, 0), 0);
        assertThat(receiver.rtcp(1, goodbye(71, 70), 0)).isEqualTo(Heard.GOODBYE);
    }

    @Test
    void tracksOfTheSameSourceAreToldApartByWhereTheirReportsCome() {
        receiver.rtp(0, from(70, picture(0, 1, 0)), 0);
        receiver.rtp(1, from(70, picture(1, 1, 0)), 0);
        receiver.rtcp(1, report(70), MILLI);
        assertThat(receiver.cameraClock(0)).isNull();
        assertThat(receiver.cameraClock(1)).isNotNull();
    }

    private static ByteBuffer from(int ssrc, ByteBuffer packet) {
        return packet.putInt(8, ssrc);
    }

    private static ByteBuffer report(int ssrc) {
        ByteBuffer packet = ByteBuffer.allocate(28).put((byte) 0x80).put((byte) 200);
        packet.putShort((short) 6).putInt(ssrc).putLong(NtpTime.timestamp(CLAIMED_NANOS));
        return packet.putInt(0).putInt(1).putInt(40).flip();
    }

    @Test
    void datagramsArePutInOrder() {
        receiver.rtp(0, picture(0, 1, 0), 0);
        receiver.rtp(0, picture(0, 3, 7_200), 40 * MILLI);
        assertThat(receiver.wakeNanos()).isEqualTo(60 * MILLI);
        receiver.rtp(0, picture(0, 2, 3_600), 41 * MILLI);
        assertThat(receiver.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(units()).extracting(AccessUnit::pts).containsExactly(0L, 3_600L, 7_200L);
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
    }

    @Test
    void whatDoesNotComeInTimeIsLost() {
        receiver.rtp(0, picture(0, 1, 0), 0);
        receiver.rtp(0, picture(0, 3, 7_200), 40 * MILLI);
        receiver.onTime(59 * MILLI);
        assertThat(units()).hasSize(1);
        receiver.onTime(60 * MILLI);
        assertThat(units()).hasSize(2);
        assertThat(counters.get(Counter.PACKETS_LOST)).isEqualTo(1);
    }
}
