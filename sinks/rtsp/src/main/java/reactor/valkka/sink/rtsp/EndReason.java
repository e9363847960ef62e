package reactor.valkka.sink.rtsp;

/** Why a reader gets no more. */
enum EndReason {
    /** The stream came to its end or failed, or the mount was taken away. */
    STREAM_ENDED,
    /** The stream has other tracks now: it has to be asked for anew. */
    STREAM_CHANGED,
    /** It did not take what there was for too long. */
    TOO_SLOW
}
