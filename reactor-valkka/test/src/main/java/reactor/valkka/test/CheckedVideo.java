package reactor.valkka.test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.media.sdp.SdpAttribute;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Video of which each unit proves itself: it carries a number that rises without end, and every
 * byte of it follows from that number. So a test can say, without decoding, which units came and
 * that none was damaged.
 *
 * <pre>{@code
 * int number = video.check(unit);
 * assertThat(number).isNotEqualTo(CheckedVideo.DAMAGED);
 * }</pre>
 *
 * @param keyFrameEvery units from one key frame to the next; numbers that it divides are key frames
 * @param keyFrameBytes bytes of a key frame
 * @param otherBytes bytes of the largest of the others
 */
public record CheckedVideo(int keyFrameEvery, int keyFrameBytes, int otherBytes)
        implements FakeTrack {

    /** What {@link #check} says of a unit with wrong bytes. */
    public static final int DAMAGED = -1;

    private static final int SIZES = 7;
    private static final int NUMBER_MAX = 1 << 28;

    /** Refuses what has no room for a number. */
    public CheckedVideo {
        boolean fits = keyFrameBytes >= SyntheticVideo.UNIT_BYTES_MIN
                && otherBytes >= SyntheticVideo.UNIT_BYTES_MIN;
        if (keyFrameEvery < 1 || !fits) {
            throw new IllegalArgumentException("units must have at least "
                    + SyntheticVideo.UNIT_BYTES_MIN + " bytes, groups at least 1 unit");
        }
    }

    /** A key frame of 6 KB every 25 units, 2 KB at most for the others. */
    public static CheckedVideo small() {
        return new CheckedVideo(25, 6_000, 2_000);
    }

    /**
     * The number of a unit, or {@link #DAMAGED} where it is not byte for byte the one that was
     * sent, or says wrongly whether it is a key frame.
     */
    public int check(AccessUnit unit) {
        ByteBuffer bytes = unit.bytes();
        if (bytes.remaining() < SyntheticVideo.UNIT_BYTES_MIN) {
            return DAMAGED;
        }
        int number = SyntheticVideo.numberIn(bytes);
        CameraVideo.Unit sent = unit(number);
        boolean isRight =
                sent.data().asByteBuffer().equals(bytes) && sent.isKeyFrame() == unit.isKeyFrame();
        return isRight ? number : DAMAGED;
    }

    CameraVideo.Unit unit(int number) {
        boolean key = number % keyFrameEvery == 0;
        int other = otherBytes - otherBytes * (number % SIZES) / (2 * SIZES);
        int bytes = key ? keyFrameBytes : other;
        return new CameraVideo.Unit(SyntheticVideo.unit(number, key, bytes), key);
    }

    @Override
    public String kind() {
        return "video";
    }

    @Override
    public int clockRateHz() {
        return CameraVideo.CLOCK_RATE_HZ;
    }

    @Override
    public List<SdpAttribute> attributes(int payloadType) {
        return CameraVideo.attributes(SyntheticVideo.SETS, payloadType);
    }

    @Override
    public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
        return VideoSender.h264(
                number -> unit(number % NUMBER_MAX),
                SyntheticVideo.SETS,
                payloadType,
                ssrc,
                sequenceNumber);
    }
}
