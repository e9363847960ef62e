package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.StreamId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A decoding thread, its cameras and its clock, all made up: cameras send units on time, outlets
 * hold sixteen of them, and inlets sixteen of what was asked for ahead; streams take turns, and a
 * unit takes as long as the test says.
 */
final class SimulatedThread {
    static final long MILLI = 1_000_000L;
    private static final int OUTLET = 16;
    private static final int INLET = 16;
    private static final int ASKED_AHEAD = 62;

    private final OverloadGovernor governor = new OverloadGovernor();
    private final Counters counters = new Counters();
    private final List<Camera> cameras = new ArrayList<>();
    private int greedyFiles;
    private boolean together;
    private long nowNanos = 1;

    /** A unit that waits. */
    private record Unit(UnitRole role, long arrivalNanos) {}

    /** A camera, its outlet and its decoder. */
    final class Camera {
        final StreamCounters counters;
        final GovernedStream stream;
        final List<Long> pictureNanos = new ArrayList<>();
        private final long intervalNanos;
        private final int group;
        private final int disposableStep;
        private final Queue<Unit> inlet = new ArrayDeque<>();
        private final Queue<Unit> outlet = new ArrayDeque<>();
        private int askedAhead;
        private long nextNanos;
        private long index;
        private boolean gateOpen = true;
        private boolean decodable;
        private boolean filtering;
        private boolean filterEnding;
        private @Nullable Unit newestKeyFrame;
        private long longestRiseNanos;
        long dropped;
        long wrong;
        long latestNanos;
        double costFactor = 1;
        double dependentMillis = 2;

        Camera(int number, int priority, int fps, int group, int disposableStep, long phaseMillis) {
            counters = SimulatedThread.this.counters.of(StreamId.of("camera " + number));
            stream = new GovernedStream(priority, counters, nowNanos);
            intervalNanos = 1_000 * MILLI / fps;
            this.group = group;
            this.disposableStep = disposableStep;
            nextNanos = nowNanos + phaseMillis * MILLI;
            governor.join(stream, nowNanos);
        }

        private void send() {
            while (nextNanos <= nowNanos) {
                Unit unit = new Unit(role(), nextNanos);
                gateOpen |= unit.role() == UnitRole.KEY_FRAME;
                if (filterEnding && unit.role() == UnitRole.KEY_FRAME && inlet.size() < INLET) {
                    endFilter();
                }
                if (filtering) {
                    pass(unit);
                } else if (askedAhead > 0) {
                    keep(unit);
                } else {
                    offer(unit);
                }
                nextNanos += intervalNanos;
                index++;
            }
        }

        private void endFilter() {
            stream.leftOut(UnitRole.KEY_FRAME, newestKeyFrame == null ? 0 : 1);
            newestKeyFrame = null;
            filtering = false;
            filterEnding = false;
        }

        private void keep(Unit unit) {
            askedAhead--;
            if (inlet.size() < INLET) {
                inlet.add(unit);
            } else {
                filtering = true;
                filterEnding = true;
                pass(unit);
            }
        }

        private void pass(Unit unit) {
            if (unit.role() == UnitRole.KEY_FRAME) {
                stream.leftOut(unit.role(), newestKeyFrame == null ? 0 : 1);
                newestKeyFrame = unit;
            } else {
                stream.leftOut(unit.role(), 1);
            }
        }

        private void offer(Unit unit) {
            if (gateOpen && outlet.size() >= OUTLET) {
                dropped += outlet.size();
                outlet.clear();
                gateOpen = unit.role() == UnitRole.KEY_FRAME;
            }
            if (gateOpen) {
                outlet.add(unit);
            } else {
                dropped++;
            }
        }

        private UnitRole role() {
            long place = index % group;
            if (place == 0) {
                return UnitRole.KEY_FRAME;
            }
            return disposableStep > 0 && place % disposableStep != 0
                    ? UnitRole.DISPOSABLE
                    : UnitRole.DEPENDENT;
        }

        /** True if it decoded something. */
        private boolean turn() {
            governor.look(nowNanos, cameras.size() + greedyFiles);
            if (stream.isComingUp()) {
                longestRiseNanos = Math.max(longestRiseNanos, nowNanos - stream.levelSinceNanos());
            }
            boolean wanted = stream.decodesKeyFramesOnly() && stream.staysWithKeyFrames();
            filterEnding = filtering && !wanted;
            filtering |= wanted;
            if (wanted) {
                askedAhead = ASKED_AHEAD;
                outlet.forEach(this::pass);
                outlet.clear();
            }
            for (Unit unit = next(); unit != null; unit = next()) {
                if (take(unit, !filtering)) {
                    return true;
                }
                decodable &= unit.role() == UnitRole.DISPOSABLE;
            }
            Unit waiting = newestKeyFrame;
            newestKeyFrame = null;
            return waiting != null && take(waiting, false);
        }

        private @Nullable Unit next() {
            Unit kept = inlet.poll();
            return kept != null ? kept : outlet.poll();
        }

        private boolean take(Unit unit, boolean whole) {
            long start = nowNanos;
            boolean admitted =
                    stream.admits(unit.role(), start - unit.arrivalNanos(), whole, start);
            if (admitted) {
                decode(unit);
                decodable &= !stream.decodesKeyFramesOnly();
                stream.took(nowNanos - start);
            }
            return admitted;
        }

        private void decode(Unit unit) {
            boolean key = unit.role() == UnitRole.KEY_FRAME;
            decodable |= key;
            wrong += decodable ? 0 : 1;
            nowNanos += (long) (costFactor * (key ? 6 : dependentMillis) * MILLI);
            pictureNanos.add(nowNanos);
            latestNanos = Math.max(latestNanos, nowNanos - unit.arrivalNanos());
        }

        long pictures(long fromNanos, long toNanos) {
            return pictureNanos.stream()
                    .filter(nanos -> nanos >= fromNanos && nanos < toNanos)
                    .count();
        }

        /** The longest time without a picture. */
        long longestGapNanos(long fromNanos) {
            long gap = 0;
            long last = fromNanos;
            for (long nanos : pictureNanos) {
                if (nanos >= fromNanos) {
                    gap = Math.max(gap, nanos - last);
                    last = nanos;
                }
            }
            return Math.max(gap, nowNanos - last);
        }

        DecodeLevel level() {
            return stream.level();
        }

        @Override
        public String toString() {
            return counters.stream() + " " + level() + " dropped " + dropped + " wrong " + wrong;
        }

        /** The longest time from a decision to show more until that was shown. */
        long longestRiseNanos() {
            return longestRiseNanos;
        }

        long stepsDown() {
            return counters.get(Counter.OVERLOAD_STEPS);
        }
    }

    /** A camera of 25 units a second; 2 ms for each, 6 for a key frame. */
    Camera camera(int priority, int group, int disposableStep) {
        int number = cameras.size();
        Camera camera =
                new Camera(number, priority, 25, group, disposableStep, phaseMillis(number));
        cameras.add(camera);
        return camera;
    }

    private long phaseMillis(int number) {
        return 137L * number % (together ? 40 : 1_000);
    }

    /** Has cameras that begin from now on all send their key frames at the same time. */
    void together() {
        together = true;
    }

    /** So many equal cameras with a key frame a second. */
    List<Camera> cameras(int count, int priority) {
        return cameras(count, priority, 25);
    }

    /** So many equal cameras. */
    List<Camera> cameras(int count, int priority, int group) {
        List<Camera> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(camera(priority, group, 0));
        }
        return made;
    }

    void stop(Camera camera) {
        cameras.remove(camera);
        governor.leave(camera.stream);
    }

    /** Files that are decoded as fast as they get turns. */
    void files(int count) {
        greedyFiles = count;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** What all cameras showed since then. */
    long pictures(long fromNanos) {
        return cameras.stream()
                .mapToLong(camera -> camera.pictures(fromNanos, nowNanos))
                .sum();
    }

    void run(int seconds) {
        long end = nowNanos + seconds * 1_000 * MILLI;
        while (nowNanos < end) {
            boolean worked = false;
            for (Camera camera : List.copyOf(cameras)) {
                cameras.forEach(Camera::send);
                worked |= camera.turn();
            }
            for (int i = 0; i < greedyFiles; i++) {
                nowNanos += 2 * MILLI;
                worked = true;
            }
            if (!worked) {
                rest(end);
            }
        }
    }

    private void rest(long endNanos) {
        long next = endNanos;
        for (Camera camera : cameras) {
            next = Math.min(next, camera.nextNanos);
        }
        long rest = Math.max(1, next - nowNanos);
        governor.rested(rest);
        nowNanos += rest;
    }
}
