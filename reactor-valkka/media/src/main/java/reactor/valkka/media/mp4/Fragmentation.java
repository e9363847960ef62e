package reactor.valkka.media.mp4;

/** How many access units make a fragment. */
public enum Fragmentation {
    /** One: nothing waits. For watching. */
    PER_UNIT,
    /** A key frame and all up to the next: the smallest overhead. For recording. */
    PER_GROUP
}
