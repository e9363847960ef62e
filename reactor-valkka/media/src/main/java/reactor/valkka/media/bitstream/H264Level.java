package reactor.valkka.media.bitstream;

/**
 * Limits of the H.264 levels.
 *
 * <p><b>Source:</b> ITU-T H.264 §A.3.1 and table A-1 ({@code MaxDpbMbs}).
 */
final class H264Level {
    private static final int FRAMES_MAX = 16;
    private static final int LEVEL_1B_HIGH = 9;
    private static final int LEVEL_1_1 = 11;

    private H264Level() {}

    /**
     * {@code MaxDpbFrames}: how many pictures of a size a decoder of the level can hold, 1 to 16.
     */
    static int decodedFramesMax(int profileIdc, int constraints, int levelIdc, int macroblocks) {
        boolean level1b = levelIdc == LEVEL_1B_HIGH
                || levelIdc == LEVEL_1_1
                        && (constraints & SequenceParameterSet.CONSTRAINT_3) != 0
                        && (profileIdc == 66 || profileIdc == 77 || profileIdc == 88);
        int limit = level1b ? 396 : macroblocksMax(levelIdc);
        return Math.max(1, Math.min(limit / macroblocks, FRAMES_MAX));
    }

    private static int macroblocksMax(int levelIdc) {
        if (levelIdc <= 10) {
            return 396;
        }
        return switch (levelIdc) {
            case 11 -> 900;
            case 12, 13, 20 -> 2_376;
            case 21 -> 4_752;
            case 22, 30 -> 8_100;
            case 31 -> 18_000;
            case 32 -> 20_480;
            case 40, 41 -> 32_768;
            case 42 -> 34_816;
            case 50 -> 110_400;
            case 51, 52 -> 184_320;
            default -> levelIdc < 50 ? 34_816 : 696_320;
        };
    }
}
