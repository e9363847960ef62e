package reactor.valkka.frame;

/** How a picture was coded. */
public enum PictureType {
    /** Not known. */
    UNKNOWN,
    /** Intra: refers to no other picture. */
    I,
    /** Predicted from pictures before it. */
    P,
    /** Predicted from pictures on both sides. */
    B
}
