package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.valkka.frame.Frame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Holds the branches of a fork together: connects, lets go, and gives late branches what they
 * start with. Its lock guards the list of branches and the connection; nobody is called under it.
 */
final class ForkHub<F extends Frame> {
    private final ForkConfig<F> config;
    private final List<ForkBranch<F>> branches = new ArrayList<>();
    private volatile ForkBranch<F>[] snapshot = emptySnapshot();
    private volatile @Nullable ForkConnection<F> connection;
    private @Nullable Disposable goodbye;

    ForkHub(ForkConfig<F> config) {
        this.config = config;
    }

    ForkConfig<F> config() {
        return config;
    }

    int branchCount() {
        return snapshot.length;
    }

    /** The branches of this moment; for the connection, under its dispatch. */
    ForkBranch<F>[] branches() {
        return snapshot;
    }

    /** Joins a branch, with what a late one starts with, or refuses it. Signals nothing yet. */
    synchronized void add(ForkBranch<F> branch) {
        ForkConnection<F> current = connection;
        LateBranchException refusal = current == null ? null : current.refusal(branch);
        if (refusal != null) {
            branch.outlet().fail(refusal);
            return;
        }
        branches.add(branch);
        refresh();
        if (goodbye != null) {
            goodbye.dispose();
            goodbye = null;
        }
        if (current != null) {
            current.greet(branch);
        }
    }

    /** Connects if the last branch to wait for is there. Called once that has its subscription. */
    void added() {
        ForkConnection<F> fresh = null;
        ForkConnection<F> known;
        synchronized (this) {
            known = connection;
            if (known == null && branches.size() >= config.connectAt()) {
                fresh = new ForkConnection<>(this);
                connection = fresh;
            }
        }
        if (fresh != null) {
            config.source().subscribe(fresh);
        } else if (known != null) {
            known.askUpstream();
        }
    }

    void remove(ForkBranch<F> branch) {
        ForkConnection<F> unused = null;
        ForkConnection<F> others = null;
        synchronized (this) {
            if (!branches.remove(branch)) {
                return;
            }
            refresh();
            if (!branches.isEmpty()) {
                others = connection;
            } else if (config.grace().isZero()) {
                unused = forgetConnection();
            } else if (connection != null) {
                goodbye = scheduleGoodbye(connection);
            }
        }
        if (unused != null) {
            unused.cancel();
        } else if (others != null) {
            others.askUpstream();
        }
    }

    private Disposable scheduleGoodbye(ForkConnection<F> leaving) {
        return config.timer()
                .schedule(
                        () -> disconnectIfUnused(leaving),
                        config.grace().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void disconnectIfUnused(ForkConnection<F> leaving) {
        synchronized (this) {
            if (!branches.isEmpty() || connection != leaving) {
                return;
            }
            forgetConnection();
        }
        leaving.cancel();
    }

    /** Under one lock with its retirement, so that no new branch hears of the old connection. */
    private @Nullable ForkConnection<F> forgetConnection() {
        ForkConnection<F> forgotten = connection;
        connection = null;
        if (forgotten != null) {
            forgotten.retire();
        }
        return forgotten;
    }

    /** The source has ended: forgets the connection and its branches, and returns these. */
    synchronized ForkBranch<F>[] ended(ForkConnection<F> over) {
        if (connection != over) {
            return emptySnapshot();
        }
        connection = null;
        ForkBranch<F>[] last = snapshot;
        branches.clear();
        refresh();
        return last;
    }

    /** A branch wants more, or has room for more. */
    void branchesWant() {
        ForkConnection<F> current = connection;
        if (current != null) {
            current.branchesWant();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void refresh() {
        snapshot = branches.toArray((ForkBranch<F>[]) new ForkBranch[0]);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <F extends Frame> ForkBranch<F>[] emptySnapshot() {
        return (ForkBranch<F>[]) new ForkBranch[0];
    }
}
