package reactor.valkka.source.rtsp;

/** One connection of a run. All on the event loop of the run. */
interface Link {

    /** Begins. */
    void open();

    /** Nobody wants the stream any more; ends soon and by itself. */
    void leave();

    /** Nobody asks for more of what can be held back. */
    default void pause() {}

    /** Somebody asks for more. */
    default void resume() {}
}
