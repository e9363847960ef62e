package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;
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

class RtpReceiverTest {

    private static final int SSRC = 77;
    private static final int OURS = 5;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String DESCRIPTION = "m=video 0 RTP/AVP 96\n"
            + "a=rtpmap:96 H264/90000\n"
            + "a=fmtp:96 sprop-parameter-sets="
            + "Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==,aMuDyyA=\n";

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).build();
    private final StreamCounters counters = new Counters().of(StreamId.of("cam"));
    private final List<EncodedFrame> frames = new ArrayList<>();
    private int sequence = 10;

    private RtpReceiver receiver(long startNanos, boolean afterBreak) {
        MediaDescription media = SessionDescription.parse(DESCRIPTION).media().get(0);
        RtpMap map = new RtpMap(96, "H264", 90_000, 1);
        RtpReceiver.Target target = new RtpReceiver.Target(
                StreamId.of("cam"),
                pool.share(StreamId.of("cam"), 0),
                counters,
                startNanos,
                afterBreak,
                ReceiverOptions.DEFAULT);
        return new RtpReceiver(
                target, List.of(track(0, media, map, Codec.H264)), OURS, frames::add);
    }

    private static TrackReady track(int index, MediaDescription media, RtpMap map, Codec codec) {
        TransportHeader transport = TransportHeader.interleaved(2 * index);
        return new TrackReady(index, media, map, codec, TransportKind.TCP, transport, transport);
    }

    @AfterEach
    void everySlotIsBack() {
        frames.forEach(EncodedFrame::close);
        assertThat(pool.openSlots()).isZero();
    }

    private ByteBuffer keyFrame(int timestamp) {
        ByteBuffer packet = ByteBuffer.allocate(40);
        RtpPacket.putHeader(packet, true, 96, sequence++, timestamp, SSRC);
        packet.put((byte) 0x65).put((byte) 0x88);
        while (packet.hasRemaining()) {
            packet.put((byte) 0x80);
        }
        return packet.flip();
    }

    private static ByteBuffer report(int ssrc, long epochNanos, int timestamp) {
        ByteBuffer out = ByteBuffer.allocate(28);
        new SenderReport(ssrc, SenderReport.ntpTimestamp(epochNanos), timestamp, 1, 1).write(out);
        return out.flip();
    }

    private AccessUnit last() {
        return (AccessUnit) frames.get(frames.size() - 1);
    }

    @Test
    void parameterSetsOfTheDescriptionMakeTheSetup() {
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(1_000), System.nanoTime());
        }
        StreamSetup setup = (StreamSetup) frames.get(0);
        assertThat(setup.discontinuity()).isFalse();
        assertThat(setup.tracks().get(0).parameterSets()).hasSize(2);
        assertThat(last().isKeyFrame()).isTrue();
        assertThat(last().pts()).isZero();
    }

    @Test
    void afterABreakTimeGoesOnAndTheSetupSaysSo() {
        try (RtpReceiver receiver = receiver(123_456 * SECOND / 90_000, true)) {
            receiver.rtp(0, keyFrame(1_000), System.nanoTime());
        }
        assertThat(((StreamSetup) frames.get(0)).discontinuity()).isTrue();
        assertThat(last().pts()).isEqualTo(123_456);
    }

    @Test
    void capturedComesFromTheSenderOnceItReports() {
        long now = System.nanoTime();
        long epoch = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), now);
            assertThat(last().header().origin()).isEqualTo(CaptureOrigin.ARRIVAL);
            receiver.rtcp(0, report(SSRC + 1, epoch, 0), now);
            receiver.rtp(0, keyFrame(90_000), now + SECOND);
            assertThat(last().header().origin()).isEqualTo(CaptureOrigin.ARRIVAL);
            assertThat(receiver.rtcp(0, report(SSRC, epoch, 0), now)).isEqualTo(Heard.NOTHING);
            receiver.rtp(0, keyFrame(180_000), now + 2 * SECOND);
        }
        assertThat(last().header().origin()).isEqualTo(CaptureOrigin.SENDER_REPORT);
    }

    @Test
    void reportsWhatCameAndWhatWasLost() {
        long now = System.nanoTime();
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), now);
            sequence += 1;
            receiver.rtp(0, keyFrame(3_600), now);
            receiver.rtcp(0, report(SSRC, SECOND, 0), now);
            receiver.report(0, out, now + SECOND);
        }
        assertThat(out.get(1) & 0xFF).isEqualTo(201);
        assertThat(out.getInt(4)).isEqualTo(OURS);
        assertThat(out.getInt(8)).isEqualTo(SSRC);
        assertThat(out.getInt(12) & 0xFFFFFF).isEqualTo(1);
        assertThat(out.getInt(16)).isEqualTo(12);
        assertThat(out.getInt(24)).isEqualTo(0x7E81_0000);
        assertThat(out.getInt(28)).isEqualTo(65_536);
        assertThat(counters.get(Counter.PACKETS_LOST)).isEqualTo(1);
    }

    @Test
    void reportsTheJitterOfWhatCame() {
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), 0);
            receiver.rtp(0, keyFrame(3_600), TimeUnit.MILLISECONDS.toNanos(44));
            receiver.rtp(0, keyFrame(7_200), TimeUnit.MILLISECONDS.toNanos(84));
            receiver.rtp(0, keyFrame(10_800), TimeUnit.MILLISECONDS.toNanos(120));
            receiver.report(0, out, SECOND);
        }
        assertThat(out.getInt(20)).as("jitter").isEqualTo(42);
        assertThat(out.getInt(24)).as("last report").isZero();
        assertThat(out.getInt(28)).as("time since").isZero();
    }

    @Test
    void reportsCyclesOfTheSequenceNumberAndTheShareOfLossSinceTheLastReport() {
        ByteBuffer first = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        ByteBuffer second = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        sequence = 65_534;
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), 0);
            receiver.rtp(0, keyFrame(3_600), 0);
            sequence = 65_537;
            receiver.rtp(0, keyFrame(7_200), 0);
            receiver.report(0, first, 0);
            receiver.rtp(0, keyFrame(10_800), 0);
            receiver.report(0, second, 0);
        }
        assertThat(first.getInt(12)).isEqualTo(256 / 4 << 24 | 1);
        assertThat(first.getInt(16)).isEqualTo(0x10001);
        assertThat(second.getInt(12)).isEqualTo(1);
        assertThat(second.getInt(16)).isEqualTo(0x10002);
    }

    @Test
    void withoutAnyPacketAReportIsOnlyASignOfLife() {
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.report(0, out, 0);
        }
        assertThat(out.getInt(0)).isEqualTo(0x80C90001);
        assertThat(out.getInt(4)).isEqualTo(OURS);
        assertThat(out.get(9) & 0xFF).isEqualTo(202);
    }

    @Test
    void reportsInTheChannelOfMediaAreNoMedia() {
        long now = System.nanoTime();
        long epoch = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), now);
            assertThat(receiver.rtp(0, report(SSRC, epoch, 0), now)).isEqualTo(Heard.NOTHING);
            receiver.rtp(0, keyFrame(3_600), now);
            assertThat(last().header().origin()).isEqualTo(CaptureOrigin.SENDER_REPORT);
            assertThat(receiver.rtp(0, goodbye(SSRC), now)).isEqualTo(Heard.GOODBYE);
        }
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
    }

    @Test
    void theRestOfAnEarlierSessionIsSetAside() {
        try (RtpReceiver receiver = receiver(0, false)) {
            for (int i = 0; i < 100; i++) {
                long now = i * SECOND / 25;
                assertThat(receiver.rtp(0, keyFrame(i * 3_600), now)).isEqualTo(Heard.MEDIA);
                assertThat(receiver.rtp(0, of(SSRC + 1, keyFrame(i)), now))
                        .isEqualTo(Heard.NOTHING);
                sequence--;
                assertThat(receiver.rtcp(0, goodbye(SSRC + 1), now)).isEqualTo(Heard.NOTHING);
            }
        }
        assertThat(frames).hasSize(101);
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
        assertThat(counters.get(Counter.PACKETS_SET_ASIDE)).isEqualTo(100);
    }

    @Test
    void aSourceThatTakesOverGoesOnInTimeAfterAFlaggedSetup() {
        ByteBuffer out = ByteBuffer.allocate(ReceiverReport.BYTES_MAX);
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), 0);
            receiver.rtcp(0, report(SSRC, SECOND, 0), 0);
            for (int i = 0; i <= 50; i++) {
                sequence = 40_000 + i;
                receiver.rtp(0, of(SSRC + 1, keyFrame(77 + i * 3_600)), SECOND + i * SECOND / 25);
            }
            receiver.report(0, out, 4 * SECOND);
        }
        assertThat(frames).hasSize(4);
        assertThat(((StreamSetup) frames.get(2)).discontinuity()).isTrue();
        assertThat(last().pts()).isEqualTo(3 * 90_000);
        assertThat(out.getInt(8)).isEqualTo(SSRC + 1);
        assertThat(out.getInt(12)).as("lost").isZero();
        assertThat(out.getInt(24)).as("last report").isZero();
    }

    @Test
    void packetsOfAnotherPayloadTypeAreSetAsideAndNotMissing() {
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, keyFrame(0), 0);
            ByteBuffer other = keyFrame(3_600);
            other.put(1, (byte) 50);
            assertThat(receiver.rtp(0, other, 0)).isEqualTo(Heard.NOTHING);
            receiver.rtp(0, keyFrame(7_200), 0);
        }
        assertThat(frames).hasSize(3);
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
        assertThat(counters.get(Counter.PACKETS_SET_ASIDE)).isEqualTo(1);
    }

    private static ByteBuffer of(int ssrc, ByteBuffer packet) {
        return packet.putInt(8, ssrc);
    }

    private static ByteBuffer goodbye(int ssrc) {
        ByteBuffer packet = ByteBuffer.allocate(8).put((byte) 0x81).put((byte) 203);
        return packet.putShort((short) 1).putInt(ssrc).flip();
    }

    @Test
    void hearsAGoodbyeBehindAReport() {
        ByteBuffer both = ByteBuffer.allocate(36).put(report(SSRC, SECOND, 0));
        both.put(goodbye(SSRC)).flip();
        try (RtpReceiver receiver = receiver(0, false)) {
            assertThat(receiver.rtcp(0, both, 0)).as("nothing came yet").isEqualTo(Heard.NOTHING);
            receiver.rtp(0, keyFrame(0), 0);
            assertThat(receiver.rtcp(0, both, 0)).isEqualTo(Heard.GOODBYE);
        }
    }

    @Test
    void noiseIsCountedAndForgotten() {
        try (RtpReceiver receiver = receiver(0, false)) {
            receiver.rtp(0, ByteBuffer.allocate(3), 0);
            receiver.rtp(0, ByteBuffer.wrap(new byte[50]), 0);
            assertThat(receiver.rtcp(0, ByteBuffer.wrap(new byte[50]), 0)).isEqualTo(Heard.NOTHING);
        }
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isEqualTo(3);
        assertThat(frames).isEmpty();
    }
}
