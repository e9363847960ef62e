package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.swscale;

/** How {@link Scale} makes one pixel of several, or several of one. */
public enum ScaleFilter {
    /** The nearest pixel: fastest, edges flicker. */
    POINT(swscale.SWS_POINT),
    /** Bilinear with shortcuts: coarse where pictures become much smaller. */
    FAST_BILINEAR(swscale.SWS_FAST_BILINEAR),
    /** Bilinear: good, and what analysis wants. */
    BILINEAR(swscale.SWS_BILINEAR),
    /** Bicubic: best to look at, about twice as slow. */
    BICUBIC(swscale.SWS_BICUBIC);

    private final int flag;

    ScaleFilter(int flag) {
        this.flag = flag;
    }

    int flag() {
        return flag;
    }
}
