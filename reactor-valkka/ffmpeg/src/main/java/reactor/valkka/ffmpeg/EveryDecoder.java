package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;

/**
 * Decodes every unit, as fast as its pictures are asked for: two units are on their way here at
 * most, and none when nobody asks or no slot is free. Of a live stream the worker's {@link
 * OverloadGovernor} may leave some out, and more are asked for meanwhile; what nobody asked for in
 * time is closed, see {@link UnaskedUnits}.
 */
final class EveryDecoder extends DecodeActor {
    /** More than an outlet or branch holds, so that a turn ends. */
    private static final int SKIPPED_IN_A_TURN_MAX = 64;

    private final StreamCodec codec;
    private final DecodeInlet inlet = new DecodeInlet();
    private final UnaskedUnits unasked;
    private final @Nullable OverloadShare overload;
    private boolean ending;
    private @Nullable Picture ready;

    EveryDecoder(
            CoreSubscriber<? super Picture> downstream,
            DecodeWorker worker,
            Runnable whenGone,
            DecodeConfig config) {
        super(downstream, worker, whenGone);
        codec = new StreamCodec(config);
        unasked = new UnaskedUnits(inlet, codec, this::pullMore);
        overload = config.governed() ? new OverloadShare(config, worker, inlet, codec) : null;
    }

    @Override
    void offer(EncodedFrame frame) {
        if (inlet.offer(frame)) {
            schedule();
        } else {
            frame.close();
            fail(new IllegalStateException("§1.1: upstream sent more than was asked for"));
        }
    }

    @Override
    boolean work() {
        if (overload == null) {
            return step();
        }
        overload.beginTurn();
        boolean more = step();
        overload.endTurn();
        return more;
    }

    private boolean step() {
        if (ready == null) {
            ready = codec.poll();
        }
        if (requested() == 0) {
            unasked.nobodyAsks();
            heldBack();
            return finishWithoutDemand();
        }
        if (ready != null) {
            Picture picture = ready;
            ready = null;
            giveIfNew(picture);
            return true;
        }
        if (codec.isEnded()) {
            terminate();
            return false;
        }
        if (!codec.accepts()) {
            heldBack();
            codec.onRoom(room());
            return codec.accepts();
        }
        return takeOne();
    }

    private void giveIfNew(Picture picture) {
        if (unasked.isOld(picture.header())) {
            picture.close();
            codec.count(Counter.PICTURES_SKIPPED, 1);
        } else {
            emit(picture);
        }
    }

    private void heldBack() {
        if (overload != null) {
            overload.heldBack();
        }
    }

    /** Feeds the next unit that is wanted; those before it are closed in the same turn. */
    private boolean takeOne() {
        int skipped = 0;
        while (skipped < SKIPPED_IN_A_TURN_MAX && codec.accepts()) {
            boolean last = isFinished();
            EncodedFrame next = inlet.poll();
            if (next == null) {
                if (last) {
                    end();
                    return true;
                }
                pullMore();
                if (skipped == 0 || inlet.isEmpty()) {
                    return false;
                }
            } else if (isLeftOut(next)) {
                skipped++;
            } else {
                codec.take(next);
                return true;
            }
        }
        return true;
    }

    private boolean isLeftOut(EncodedFrame frame) {
        return unasked.closes(frame) || overload != null && overload.leavesOut(frame);
    }

    private void pullMore() {
        int more = inlet.ask(overload != null && overload.asksAhead());
        if (more > 0) {
            pull(more);
        }
    }

    /** An end is told without being asked for, but not before the pictures that come first. */
    private boolean finishWithoutDemand() {
        if (ready == null && isFinished() && inlet.isEmpty()) {
            if (codec.isEnded()) {
                terminate();
            } else {
                end();
                return true;
            }
        }
        return false;
    }

    private void end() {
        if (!ending) {
            ending = true;
            codec.end();
        }
    }

    @Override
    void discardWaiting() {
        inlet.clear();
    }

    @Override
    void release() {
        if (overload != null) {
            overload.leave();
        }
        Picture picture = ready;
        ready = null;
        if (picture != null) {
            picture.close();
        }
        codec.close();
    }
}
