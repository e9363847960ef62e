package reactor.valkka.frame;

/** What a track carries. */
public enum TrackKind {
    /** Pictures. */
    VIDEO,
    /** Sound. */
    AUDIO,
    /** Anything that describes the scene. */
    METADATA
}
