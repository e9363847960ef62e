package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

/** Something that takes turns on a {@link DecodeWorker}. Waits for at most one turn at a time. */
abstract class Turn {
    /** The one that became due before this; of the worker. */
    @Nullable
    Turn before;

    /** Does one piece of work, such as decoding one unit; then others have their turn. */
    abstract void turn();
}
