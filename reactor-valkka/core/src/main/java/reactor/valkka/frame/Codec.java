package reactor.valkka.frame;

/** How the data of a track is encoded. */
public enum Codec {
    /** H.264, ITU-T H.264 and ISO/IEC 14496-10. */
    H264(TrackKind.VIDEO),
    /** H.265, ITU-T H.265 and ISO/IEC 23008-2. */
    H265(TrackKind.VIDEO),
    /** Motion JPEG: each unit is one JPEG image. */
    MJPEG(TrackKind.VIDEO),
    /** AAC, ISO/IEC 14496-3, one raw frame a unit. */
    AAC(TrackKind.AUDIO),
    /** G.711 µ-law. */
    PCMU(TrackKind.AUDIO),
    /** G.711 A-law. */
    PCMA(TrackKind.AUDIO),
    /** Opus, RFC 6716. */
    OPUS(TrackKind.AUDIO),
    /** ONVIF metadata: one XML document a unit. */
    ONVIF_METADATA(TrackKind.METADATA);

    private final TrackKind kind;

    Codec(TrackKind kind) {
        this.kind = kind;
    }

    /** What kind of track this codec is for. */
    public TrackKind kind() {
        return kind;
    }
}
