package reactor.valkka.media.bitstream;

/**
 * Reads {@code vui_parameters()}. What was read before the data ends or turns to nonsense counts:
 * cameras are careless here, and nothing in it is needed to decode.
 *
 * <p><b>Source:</b> ITU-T H.264 §E.1.1, §E.1.2.
 */
final class VideoUsabilityParser {
    private static final int CODED_PICTURE_BUFFERS_MAX = 32;
    private static final int FRAMES_MAX = 16;

    private final RbspReader bits;
    private int timingStart = -1;
    private long unitsInTick;
    private long timeScale;
    private boolean fixedFrameRate;
    private int reorderFrames = -1;
    private int decodedFrames = -1;

    VideoUsabilityParser(RbspReader bits) {
        this.bits = bits;
    }

    /** Bit of the SPS where 64 bits of timing stand, −1 if there are none. */
    int timingStart() {
        return timingStart;
    }

    VideoUsability parse() {
        VideoSignal signal = VideoSignal.parse(bits);
        readTiming();
        readRestriction();
        return new VideoUsability(
                signal.aspectWidth(),
                signal.aspectHeight(),
                signal.matrix(),
                signal.range(),
                unitsInTick,
                timeScale,
                fixedFrameRate,
                reorderFrames,
                decodedFrames);
    }

    private void readTiming() {
        if (!bits.flag()) {
            return;
        }
        int start = bits.bitPosition();
        long units = Integer.toUnsignedLong(bits.bits(32));
        long scale = Integer.toUnsignedLong(bits.bits(32));
        boolean fixed = bits.flag();
        if (!bits.isExhausted()) {
            unitsInTick = units;
            timeScale = scale;
            fixedFrameRate = fixed;
            timingStart = start;
        }
    }

    private void readRestriction() {
        boolean nalBuffer = bits.flag();
        if (nalBuffer) {
            skipReferenceDecoder();
        }
        boolean videoBuffer = bits.flag();
        if (videoBuffer) {
            skipReferenceDecoder();
        }
        if (nalBuffer || videoBuffer) {
            bits.skip(1); // low_delay_hrd_flag
        }
        bits.skip(1); // pic_struct_present_flag
        if (!bits.flag()) {
            return;
        }
        bits.skip(1); // motion_vectors_over_pic_boundaries_flag
        for (int i = 0; i < 4; i++) {
            bits.ue(); // bytes and bits per picture, lengths of motion vectors
        }
        int reorder = bits.ue();
        int decoded = bits.ue();
        if (!bits.isExhausted() && reorder <= decoded && decoded <= FRAMES_MAX) {
            reorderFrames = reorder;
            decodedFrames = decoded;
        }
    }

    /** {@code hrd_parameters()}. */
    private void skipReferenceDecoder() {
        int count = bits.ue() + 1;
        bits.skip(8); // bit_rate_scale, cpb_size_scale
        for (int i = 0; i < Math.min(count, CODED_PICTURE_BUFFERS_MAX); i++) {
            bits.ue();
            bits.ue();
            bits.skip(1);
        }
        bits.skip(20); // lengths of delays and of the time offset
    }
}
