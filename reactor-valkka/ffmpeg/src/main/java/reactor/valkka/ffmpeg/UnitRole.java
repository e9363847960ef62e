package reactor.valkka.ffmpeg;

import reactor.valkka.frame.AccessUnit;

/** What may be left out of a stream, and what that takes with it. */
enum UnitRole {
    /** Stands for itself; the units behind it need it. */
    KEY_FRAME,
    /** Needs those before it, and those behind may need it. */
    DEPENDENT,
    /** Nothing needs it. */
    DISPOSABLE;

    private static final UnitRole[] ALL = values();

    static final int COUNT = ALL.length;

    static UnitRole of(AccessUnit unit) {
        if (unit.isKeyFrame()) {
            return KEY_FRAME;
        }
        return unit.header().disposable() ? DISPOSABLE : DEPENDENT;
    }

    static UnitRole at(int ordinal) {
        return ALL[ordinal];
    }
}
