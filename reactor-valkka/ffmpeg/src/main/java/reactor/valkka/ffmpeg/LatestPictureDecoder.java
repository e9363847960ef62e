package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the units of the current group of pictures undecoded, until a picture is asked for; then
 * decodes up to the newest unit that had come by then, and gives the last picture of it. Never
 * drained in mid-group, which would lose the rest of the group.
 */
final class LatestPictureDecoder extends AskingDecoder {
    private static final int UNITS_MAX = 256;

    private final StreamCodec codec;
    private final Deque<AccessUnit> group = new ArrayDeque<>();
    private long offered;
    private long taken;
    private long goal = -1;
    private boolean ending;
    private @Nullable Picture newest;

    LatestPictureDecoder(
            CoreSubscriber<? super Picture> downstream,
            DecodeWorker worker,
            Runnable whenGone,
            DecodeConfig config) {
        super(downstream, worker, whenGone, config.counters());
        codec = new StreamCodec(config);
    }

    @Override
    void offerUnit(AccessUnit unit) {
        List<AccessUnit> older = List.of();
        synchronized (group) {
            if (unit.isKeyFrame() && isLive()) {
                older = new ArrayList<>(group);
                taken += group.size();
                group.clear();
            }
            group.add(unit);
            offered++;
        }
        older.forEach(this::skip);
    }

    @Override
    boolean lacks() {
        synchronized (group) {
            return requested() > 0 && group.isEmpty();
        }
    }

    @Override
    boolean work() {
        keepNewest();
        if (requested() == 0) {
            goal = -1;
            return isFinished() ? finishUnasked() : tooMany() && feedOne();
        }
        if (newest != null && isCaughtUp()) {
            Picture picture = newest;
            newest = null;
            goal = -1;
            emit(picture);
            return true;
        }
        boolean last = isFinished();
        if (feedOne()) {
            return true;
        }
        return last && isEmpty() && finish();
    }

    /** True once all units have been decoded that had come when the picture was asked for. */
    private boolean isCaughtUp() {
        synchronized (group) {
            if (goal < 0) {
                goal = offered;
            }
            return taken >= goal || group.isEmpty();
        }
    }

    private boolean isEmpty() {
        synchronized (group) {
            return group.isEmpty();
        }
    }

    private boolean tooMany() {
        synchronized (group) {
            return group.size() > UNITS_MAX;
        }
    }

    /** Decodes the next unit; false if there is none, or no slot. */
    private boolean feedOne() {
        if (!codec.accepts()) {
            codec.onRoom(room());
            return codec.accepts();
        }
        AccessUnit unit;
        synchronized (group) {
            unit = group.poll();
            if (unit != null) {
                taken++;
            }
        }
        if (unit == null) {
            if (requested() > 0) {
                askOnce();
            }
            return false;
        }
        codec.take(unit);
        return true;
    }

    /** The end of a live stream leaves nothing to wait for; that of a file may leave pictures. */
    private boolean finishUnasked() {
        if (isLive()) {
            terminate();
            return false;
        }
        return newest == null && isEmpty() && finish();
    }

    private void keepNewest() {
        if (newest != null && !isLive()) {
            return;
        }
        Picture picture = codec.poll();
        while (picture != null) {
            Picture older = newest;
            newest = picture;
            if (older != null) {
                codec.count(Counter.PICTURES_SKIPPED, 1);
                older.close();
            }
            picture = isLive() ? codec.poll() : null;
        }
    }

    /** Upstream has ended: gives what is inside the codec, then ends. */
    private boolean finish() {
        if (!ending) {
            ending = true;
            codec.end();
            return true;
        }
        if (codec.isEnded() && newest == null) {
            terminate();
            return false;
        }
        return true;
    }

    @Override
    void discardWaiting() {
        synchronized (group) {
            group.forEach(AccessUnit::close);
            group.clear();
        }
    }

    @Override
    void release() {
        Picture picture = newest;
        newest = null;
        if (picture != null) {
            picture.close();
        }
        codec.close();
    }
}
