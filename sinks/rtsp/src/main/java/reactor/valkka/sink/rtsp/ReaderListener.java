package reactor.valkka.sink.rtsp;

/** Told of the end of a reader, on its event loop. */
interface ReaderListener {

    /** It gets no more; called once, and not after the reader has been closed. */
    void onEnd(EndReason reason);
}
