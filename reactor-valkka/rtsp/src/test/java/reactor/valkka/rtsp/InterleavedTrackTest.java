package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.rtsp.RtpReceiver.Heard;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** H.265 that is sent in another order than that of decoding waits, but not for ever. */
class InterleavedTrackTest {

    private static final StreamId STREAM = StreamId.of("cam");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int NAMED = 78;
    private static final int OTHER = 77;
    private static final String DESCRIPTION = "m=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000\n"
            + "a=fmtp:96 sprop-max-don-diff=8; sprop-depack-buf-nalus=8; "
            + "sprop-vps=QAEMAf//AWAAAAMAkAAAAwAAAwB4lZgJ; "
            + "sprop-sps=QgEBAWAAAAMAkAAAAwAAAwBdoAKAgC0WWVmkkyuA; "
            + "sprop-pps=RAHBcrRiQA==\n";

    private final List<EncodedFrame> frames = new ArrayList<>();

    private RtpReceiver receiver(PoolShare share, Pacing pacing) {
        TransportHeader transport =
                TransportHeader.interleaved(0).toBuilder().ssrc((long) NAMED).build();
        TrackReady track = new TrackReady(
                0,
                SessionDescription.parse(DESCRIPTION).media().get(0),
                new RtpMap(96, "H265", 90_000, 1),
                Codec.H265,
                TransportKind.TCP,
                transport,
                transport);
        RtpReceiver.Target target = new RtpReceiver.Target(
                STREAM,
                share,
                new Counters().of(STREAM),
                0,
                false,
                ReceiverOptions.DEFAULT.pacing(pacing));
        return new RtpReceiver(target, List.of(track), 5, frames::add);
    }

    private List<AccessUnit> units() {
        return frames.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    private static ByteBuffer slice(int number) {
        return slice(number, OTHER);
    }

    private static ByteBuffer slice(int number, int ssrc) {
        ByteBuffer packet = ByteBuffer.allocate(40);
        RtpPacket.putHeader(packet, true, 96, number, 3_600 * number, ssrc);
        packet.put((byte) 0x26).put((byte) 1).putShort((short) number);
        return packet.put(16, (byte) 0x80).clear();
    }

    @Test
    void aCameraIsWaitedForByTheClock() {
        FramePool pool = FramePool.builder("test").capacityBytes(1 << 20).build();
        try (PoolShare share = pool.share(STREAM, 0);
                RtpReceiver receiver = receiver(share, Pacing.LIVE)) {
            assertThat(receiver.wakeNanos()).isEqualTo(Long.MAX_VALUE);
            assertThat(receiver.rtp(0, slice(1), 7)).isEqualTo(Heard.MEDIA);
            assertThat(receiver.wakeNanos()).isEqualTo(7 + SECOND);
            receiver.onTime(7 + SECOND);
            assertThat(receiver.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        }
        pool.dispose();
    }

    /** It comes as slowly as it is asked for. */
    @Test
    void aRecordingIsNotWaitedForByTheClock() {
        FramePool pool = FramePool.builder("test").capacityBytes(1 << 20).build();
        try (PoolShare share = pool.share(STREAM, 0);
                RtpReceiver receiver = receiver(share, Pacing.ON_DEMAND)) {
            assertThat(receiver.rtp(0, slice(1), 7)).isEqualTo(Heard.MEDIA);
            assertThat(receiver.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        }
        pool.dispose();
    }

    /** The source that the camera named prevails at once, but what came before it is not lost. */
    @Test
    void whatWaitsIsPassedOnWhereAnotherSourceTakesOver() {
        FramePool pool = FramePool.builder("test").capacityBytes(1 << 20).build();
        try (PoolShare share = pool.share(STREAM, 0);
                RtpReceiver receiver = receiver(share, Pacing.LIVE)) {
            for (int number = 1; number <= 5; number++) {
                receiver.rtp(0, slice(number, OTHER), number);
            }
            assertThat(units()).isEmpty();
            receiver.rtp(0, slice(900, NAMED), 6);
            assertThat(units()).hasSize(5).noneMatch(AccessUnit::afterLoss);
            assertThat(units()).extracting(AccessUnit::isKeyFrame).containsOnly(true);
            frames.forEach(EncodedFrame::close);
            assertThat(pool.openSlots()).isZero();
        }
        pool.dispose();
    }
}
