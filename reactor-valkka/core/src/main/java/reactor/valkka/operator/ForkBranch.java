package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.Frame;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.OutletConfig;
import reactor.valkka.spi.OutletListener;

import java.util.Objects;

/** One subscriber of a fork: an outlet, and what the fork needs to know of its demand. */
final class ForkBranch<F extends Frame> implements OutletListener {
    /** A mailbox that nobody has read for so long is not watched any more. */
    static final long UNREAD_NANOS_MAX = 1_000_000_000L;

    final String name;
    private final ForkHub<F> hub;
    private final Overflow<? super F> overflow;
    private @Nullable Outlet<F> outlet;
    private volatile boolean asked;
    private volatile boolean watching;
    private volatile long lastReadNanos;

    ForkBranch(ForkHub<F> hub, String name, Overflow<? super F> overflow) {
        this.hub = hub;
        this.name = name;
        this.overflow = overflow;
    }

    void connect(CoreSubscriber<? super F> subscriber) {
        OutletConfig<F> config =
                new OutletConfig<>(overflow, name, hub.config().counters(), Counter.BRANCH_DROPPED);
        Outlet.connect(subscriber, config, this, made -> {
            outlet = made;
            hub.add(this);
        });
        hub.added();
    }

    Outlet<F> outlet() {
        return Objects.requireNonNull(outlet);
    }

    /** True for a branch that must not miss anything of an on-demand stream. */
    boolean isStrict() {
        return !(overflow instanceof Overflow.Latest
                || overflow instanceof Overflow.OnRequest
                || overflow instanceof Overflow.Fail);
    }

    /** Frames that this branch lets an on-demand stream send now. */
    int room() {
        return asked ? Math.max(0, outlet().room()) : 0;
    }

    /** True if this branch wants the next frame, whatever it costs to make it. */
    boolean wants(long nowNanos) {
        if (overflow instanceof Overflow.OnRequest) {
            return outlet().requested() > outlet().waiting();
        }
        if (overflow instanceof Overflow.Latest) {
            if (watching && outlet().waiting() > 0 && nowNanos - lastReadNanos > UNREAD_NANOS_MAX) {
                watching = false;
            }
            return watching;
        }
        return asked;
    }

    @Override
    public void requested(long frames) {
        if (!asked) {
            asked = true;
        }
        if (overflow instanceof Overflow.Latest) {
            lastReadNanos = System.nanoTime();
            watching = true;
        }
        hub.branchesWant();
    }

    @Override
    public void delivered(long frames) {
        if (overflow instanceof Overflow.Latest) {
            lastReadNanos = System.nanoTime();
        }
        hub.branchesWant();
    }

    @Override
    public void cancelled() {
        hub.remove(this);
    }
}
