package reactor.valkka.media.bitstream;

/** What a NAL unit is for, as far as putting access units together goes. */
enum NalKind {
    /** Data of a picture. */
    PICTURE,
    /** VPS, SPS, PPS or an extension of one: lives in the setup, not in the unit. */
    PARAMETER_SET,
    /** Supplemental information before the picture. */
    ENHANCEMENT,
    /** Anything else that belongs to the unit. */
    OTHER,
    /** Delimiters and types that a decoder ignores: not part of the unit. */
    IGNORED,
    /** Nothing but ballast. */
    FILLER
}
