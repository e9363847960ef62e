package reactor.valkka.frame;

/** How luma and chroma make red, green and blue. */
public enum ColorMatrix {
    /** Not told; BT.601 up to 576 lines and BT.709 above is the usual guess. */
    UNSPECIFIED,
    /** ITU-R BT.601. */
    BT601,
    /** ITU-R BT.709. */
    BT709,
    /** ITU-R BT.2020, non-constant luminance. */
    BT2020,
    /** Red, green and blue themselves. */
    RGB
}
