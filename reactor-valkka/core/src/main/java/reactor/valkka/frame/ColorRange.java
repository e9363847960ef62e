package reactor.valkka.frame;

/** Which sample values stand for black and white. */
public enum ColorRange {
    /** 16 to 235 for luma: video. Also the guess where a stream does not say. */
    LIMITED,
    /** 0 to 255: JPEG, many cameras. */
    FULL
}
