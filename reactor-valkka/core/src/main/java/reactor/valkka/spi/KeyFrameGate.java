package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.KeyFramed;

/**
 * Keeps frames from passing that could not be decoded rightly, because something before them is
 * missing. The same class stands in outlets, fork branches, gates and decoders.
 *
 * <pre>
 *                     key frame
 *  ┌─────────────────┐ ──────────────────────────► ┌──────┐
 *  │ AWAIT_KEY_FRAME │                             │ OPEN │
 *  └─────────────────┘ ◄────────────────────────── └──────┘
 *        new setup · a unit after a loss · close(): overflow, no slot, decoder error
 * </pre>
 *
 * <p>Feeding a decoder on after one lost unit gives a dozen wrong pictures that it does not flag;
 * waiting for the key frame gives none.
 *
 * <p>A key frame that says {@link KeyFramed#afterLoss()} opens the gate: sources throw incomplete
 * units away, so the loss was before it.
 *
 * <p>What leads a key frame passes only if the gate was open before that key frame and nothing was
 * lost there; nothing else depends on it.
 *
 * <p><b>Threads:</b> none of its own and not safe for several; its owner serializes the calls.
 */
public final class KeyFrameGate {
    private boolean open;
    private boolean openToLeading;
    private @Nullable KeyFramed lastSetup;

    /** A gate that waits for a key frame. */
    public KeyFrameGate() {}

    /**
     * Decides about the next frame of the stream and moves on.
     *
     * @return true if it may pass; otherwise the caller closes it
     */
    public boolean admits(KeyFramed frame) {
        return switch (frame.dependency()) {
            case SETUP -> admitsSetup(frame);
            case FREE -> true;
            case KEY_FRAME -> {
                openToLeading = open;
                open = true;
                yield true;
            }
            case LEADING -> {
                openToLeading &= !frame.afterLoss();
                yield open && openToLeading;
            }
            case DEPENDENT, DISPOSABLE -> {
                if (frame.afterLoss()) {
                    open = false;
                }
                yield open;
            }
        };
    }

    private boolean admitsSetup(KeyFramed setup) {
        if (!setup.equals(lastSetup)) {
            lastSetup = setup;
            open = false;
        }
        return true;
    }

    /** A frame that was admitted is dropped after all: what needs it does not pass. */
    public void dropped(KeyFramed frame) {
        switch (frame.dependency()) {
            case DISPOSABLE -> {}
            case LEADING -> openToLeading = false;
            case SETUP, KEY_FRAME, DEPENDENT, FREE -> open = false;
        }
    }

    /** Waits for the next key frame: a frame was dropped, or a decoder went wrong. */
    public void close() {
        open = false;
    }

    /** True if a frame that depends on others may pass. */
    public boolean isOpen() {
        return open;
    }
}
