package reactor.valkka.count;

/**
 * How much of a live stream is decoded, from everything to hardly anything: what is left out
 * because decoding had fallen behind, not what nobody asked for.
 */
public enum DecodeLevel {
    /** Every unit. */
    ALL,
    /** All but disposable units, to which no other refers: fewer pictures, none is wrong. */
    WITHOUT_DISPOSABLE,
    /** Key frames alone. */
    KEY_FRAMES,
    /** Every fourth key frame, or the first one after ten seconds. */
    FEW_KEY_FRAMES
}
