package reactor.valkka.frame;

/**
 * A frame that may depend on those before it, back to a key frame. This is all that a gate or an
 * overflow policy needs to know in order to drop frames without damaging pictures.
 */
public sealed interface KeyFramed permits EncodedFrame, Fragment {

    /** How a frame depends on the frames before it. */
    enum Dependency {
        /** Announces what follows; depends on nothing and is never dropped alone. */
        SETUP,
        /** Decoding can start here. */
        KEY_FRAME,
        /** Needs all that came since the key frame, and what follows needs it. */
        DEPENDENT,
        /** Needs what came before; nothing needs it. */
        DISPOSABLE,
        /**
         * Is shown before the key frame that it follows, and needs what came before that key frame.
         * Others of its kind may need it; what follows them does not.
         */
        LEADING,
        /** Needs nothing and nothing needs it, as audio where there is no video. */
        FREE
    }

    /** How this frame depends on those before it. */
    Dependency dependency();

    /** True if decoding can start with this frame. */
    default boolean startsAtKeyFrame() {
        return dependency() == Dependency.KEY_FRAME;
    }

    /** True if something was lost before or inside this frame, so that it cannot be relied on. */
    boolean afterLoss();

    /**
     * The setup that governs this frame, itself if it is one. A {@link StreamSetup} for encoded
     * frames, the initialization segment for fragments. The caller does not own the result and
     * {@link Frame#share() shares} it to emit it.
     */
    Frame setup();
}
