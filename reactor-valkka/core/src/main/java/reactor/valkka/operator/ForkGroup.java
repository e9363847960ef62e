package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.pool.FrameReference;
import reactor.valkka.spi.Outlet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a late branch starts with: the last setup, and the units since the last key frame where the
 * fork keeps them. Guarded by the hub's lock, after which its owner closes what fell out.
 */
final class ForkGroup<F extends Frame> {
    private final int unitsMax;
    private final Deque<F> units = new ArrayDeque<>();
    private @Nullable F setup;
    private List<F> toClose = List.of();

    ForkGroup(int unitsMax) {
        this.unitsMax = unitsMax;
    }

    void keep(F frame) {
        if (!(frame instanceof KeyFramed keyFramed)) {
            return;
        }
        switch (keyFramed.dependency()) {
            case SETUP -> keepSetup(frame);
            case KEY_FRAME -> {
                drop();
                add(frame);
            }
            case DEPENDENT, DISPOSABLE -> {
                if (keyFramed.afterLoss()) {
                    drop();
                } else if (!units.isEmpty()) {
                    add(frame);
                }
            }
            case LEADING -> {
                // Who starts at this key frame cannot decode what leads it.
            }
            case FREE -> drop();
        }
    }

    private void keepSetup(F frame) {
        drop();
        F older = setup;
        setup = ForkConnection.share(frame);
        if (older != null) {
            closeLater(older);
        }
    }

    private void closeLater(F frame) {
        if (toClose.isEmpty()) {
            toClose = new ArrayList<>();
        }
        toClose.add(frame);
    }

    /** What fell out since the last time; to be closed without the lock. */
    List<F> takeToClose() {
        List<F> taken = toClose;
        toClose = List.of();
        return taken;
    }

    private void add(F frame) {
        if (units.size() >= unitsMax) {
            drop();
            return;
        }
        F kept = ForkConnection.share(frame);
        if (kept instanceof FrameReference reference) {
            reference.heldBy("fork");
        }
        units.add(kept);
    }

    private void drop() {
        units.forEach(this::closeLater);
        units.clear();
    }

    void copyTo(Outlet<F> outlet) {
        if (setup != null) {
            outlet.preload(ForkConnection.share(setup));
        }
        for (F unit : units) {
            outlet.preload(ForkConnection.share(unit));
        }
    }

    void clear() {
        drop();
        if (setup != null) {
            closeLater(setup);
            setup = null;
        }
    }
}
