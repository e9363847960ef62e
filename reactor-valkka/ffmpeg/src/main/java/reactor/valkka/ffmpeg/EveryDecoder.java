package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;
import reactor.valkka.spi.SpscFrameQueue;

/**
 * Decodes every unit, as fast as its pictures are asked for: two units are on their way here at
 * most, and none when nobody asks or no slot is free.
 */
final class EveryDecoder extends DecodeActor {
    private static final int INLET = 2;

    private final StreamCodec codec;
    private final SpscFrameQueue<EncodedFrame> inlet = new SpscFrameQueue<>(INLET);
    private int onTheirWay;
    private boolean ending;
    private @Nullable Picture ready;

    EveryDecoder(
            CoreSubscriber<? super Picture> downstream,
            DecodeWorker worker,
            Runnable whenGone,
            DecodeConfig config) {
        super(downstream, worker, whenGone);
        codec = new StreamCodec(config);
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
        if (ready == null) {
            ready = codec.poll();
        }
        if (requested() == 0) {
            return finishWithoutDemand();
        }
        if (ready != null) {
            Picture picture = ready;
            ready = null;
            emit(picture);
            return true;
        }
        return feedOne();
    }

    private boolean feedOne() {
        if (codec.isEnded()) {
            terminate();
            return false;
        }
        if (!codec.accepts()) {
            codec.onRoom(room());
            return codec.accepts();
        }
        boolean last = isFinished();
        EncodedFrame next = inlet.poll();
        if (next != null) {
            onTheirWay--;
            codec.take(next);
            return true;
        }
        if (last) {
            end();
            return true;
        }
        if (onTheirWay < INLET) {
            int more = INLET - onTheirWay;
            onTheirWay = INLET;
            pull(more);
        }
        return false;
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
        Picture picture = ready;
        ready = null;
        if (picture != null) {
            picture.close();
        }
        codec.close();
    }
}
