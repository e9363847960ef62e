package reactor.valkka.ffmpeg;

/** Something that takes turns on a {@link DecodeWorker}. */
interface Turn {

    /** Does one piece of work, such as decoding one unit; then others have their turn. */
    void turn();
}
