package reactor.valkka.operator;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Frame;

import java.time.Duration;

/**
 * One stream for many consumers, each with an {@link Overflow} policy of its own, so that none can
 * slow or damage what another sees.
 *
 * <p><b>Shape:</b> connects to its source with the first branch, or with the {@code n}th after
 * {@link #connectAt}; lets go with the last, after {@link #grace} if that was set; and connects
 * again for a new one. Each subscription to a branch is a branch of its own. When the source ends
 * or fails, so do all branches.
 *
 * <p><b>Late branches</b> of a live stream begin with its setup and wait for a key frame, or begin
 * at once where the fork {@link #keepGroup keeps the current group of pictures}. A late branch of
 * an on-demand stream that declared no loss acceptable fails with {@link LateBranchException}.
 *
 * <p><b>Demand:</b> a live stream of encoded frames is always read. On an on-demand stream the
 * slowest branch that wants everything sets the pace. Pictures are asked for while a branch
 * watches ({@link Overflow#latest()}), and otherwise one by one as branches ask; what nobody asks
 * for, a decoder need not decode.
 *
 * <p><b>Threads:</b> none: a branch is called on the source's thread, or on the thread that asks
 * for frames that wait. Put a {@link Hop} behind a branch to change threads.
 *
 * <p><b>Ownership:</b> each branch gets references of its own. What is not delivered is closed.
 *
 * @param <F> kind of the frames
 */
public final class Fork<F extends Frame> {
    private final ForkHub<F> hub;

    private Fork(ForkHub<F> hub) {
        this.hub = hub;
    }

    /** A fork of a stream. */
    public static <F extends Frame> Fork<F> of(Flux<? extends F> source) {
        return of(source, Context.empty());
    }

    /** A fork of a stream that sees this context, never a branch's. */
    public static <F extends Frame> Fork<F> of(Flux<? extends F> source, Context context) {
        Flux<? extends F> prepared =
                source.doOnDiscard(Frame.class, Frame::close).contextWrite(context);
        return new Fork<>(new ForkHub<>(ForkConfig.of(prepared)));
    }

    /**
     * A fork that waits for so many branches before it connects, so that none misses the start of
     * a file. Default 1.
     */
    public Fork<F> connectAt(int branches) {
        if (branches < 1) {
            throw new IllegalArgumentException(
                    "A fork connects at 1 branch or more, got " + branches);
        }
        return new Fork<>(new ForkHub<>(hub.config().withConnectAt(branches)));
    }

    /**
     * A fork that keeps the source connected for a while after its last branch has gone. Default:
     * not at all. Timed by {@link Schedulers#parallel()}.
     */
    public Fork<F> grace(Duration time) {
        return grace(time, Schedulers.parallel());
    }

    /** As {@link #grace(Duration)}, timed by a scheduler of the caller's. */
    public Fork<F> grace(Duration time, Scheduler timer) {
        return new Fork<>(new ForkHub<>(hub.config().withGrace(time, timer)));
    }

    /**
     * A fork that keeps the units since the last key frame, so that a late branch starts at once.
     * Costs their slots: bit rate × key frame interval.
     *
     * @param unitsMax where a group of pictures has more units than this, it is not kept and late
     *     branches wait for the next key frame
     */
    public Fork<F> keepGroup(int unitsMax) {
        return new Fork<>(new ForkHub<>(hub.config().withGroup(unitsMax)));
    }

    /** A fork that counts drops elsewhere than in {@link Counters#shared()}. */
    public Fork<F> counters(Counters counters) {
        return new Fork<>(new ForkHub<>(hub.config().withCounters(counters)));
    }

    /**
     * One consumer's view of the stream.
     *
     * @param name shown in errors and in the pool's ledger
     * @param overflow what happens when this consumer is too slow
     */
    public Flux<F> branch(String name, Overflow<? super F> overflow) {
        return new ForkBranchFlux<>(hub, name, overflow);
    }

    /** Number of branches that are subscribed now. */
    public int branches() {
        return hub.branchCount();
    }
}
