package reactor.valkka.benchmarks.jmh;

/**
 * Sizes of the access units of one group of pictures, as they were recorded: two seconds of a fixed
 * surveillance camera at 25 units a second. The scenes are those of the demo's footage, encoded at
 * the sizes and rates of real cameras, and these are the sizes that {@code ffprobe -show_entries
 * packet=size} says:
 *
 * <pre>{@code
 * ffmpeg -i yard.mp4 -vf setpts=N/25/TB,scale=1280:720 -r 25 -c:v libx264 -preset fast -bf 0 \
 *     -refs 1 -g 50 -keyint_min 50 -sc_threshold 0 -b:v 1600k -maxrate 2400k -bufsize 2400k …
 * }</pre>
 */
public enum Group {
    /** 1280×720, 1.6 Mbit/s. */
    P720(
            107_580, 2_079, 2_388, 2_795, 2_006, 3_441, 2_436, 2_482, 3_535, 2_283, 39_001, 4_773,
            3_366, 3_738, 2_834, 2_813, 2_890, 3_846, 2_986, 2_866, 38_078, 5_915, 5_106, 2_856,
            3_070, 2_854, 2_931, 3_518, 2_722, 2_417, 36_784, 5_925, 4_045, 2_895, 3_366, 3_429,
            3_338, 4_809, 3_406, 3_133, 31_793, 4_263, 3_369, 4_195, 3_502, 3_225, 4_127, 2_952,
            2_853, 3_423),

    /** 1920×1080, 3.5 Mbit/s; of {@code path.mp4}. */
    P1080(
            142_033, 5_492, 5_697, 5_170, 11_030, 5_841, 4_357, 6_847, 4_797, 4_012, 89_915, 6_726,
            5_483, 5_722, 5_873, 5_493, 8_306, 5_617, 5_234, 7_632, 97_207, 7_851, 6_823, 8_619,
            9_376, 7_211, 10_514, 8_050, 7_725, 9_207, 97_165, 8_077, 9_239, 6_432, 9_697, 7_076,
            9_932, 8_592, 11_888, 8_179, 90_006, 8_285, 10_834, 10_747, 7_880, 9_028, 12_524, 9_106,
            8_716, 9_418);

    /** Units of each group. */
    public static final int UNITS = 50;

    private final int[] bytes;

    Group(int... bytes) {
        this.bytes = bytes;
    }

    /** Bytes of the n-th unit; after the last one it begins again. */
    public int bytes(int number) {
        return bytes[number % UNITS];
    }

    /** Whether the n-th unit is a key frame. */
    public boolean isKeyFrame(int number) {
        return number % UNITS == 0;
    }
}
