package reactor.valkka.sink.http;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counters;

import java.time.Duration;

/**
 * How one camera is served.
 *
 * @param ring what is kept for late viewers
 * @param linger how long the camera stays connected after its last viewer has left
 * @param retryAfter how long after a failure a new viewer does not connect the camera again
 * @param stuckAfter how long a socket may take nothing before its viewer is disconnected
 * @param counters where what is skipped is counted
 * @param scheduler runs the timers
 */
record MountSettings(
        RingSettings ring,
        Duration linger,
        Duration retryAfter,
        Duration stuckAfter,
        Counters counters,
        Scheduler scheduler) {
    static final MountSettings DEFAULT = new MountSettings(
            RingSettings.DEFAULT,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Counters.shared(),
            Schedulers.parallel());

    MountSettings withRing(RingSettings value) {
        return new MountSettings(value, linger, retryAfter, stuckAfter, counters, scheduler);
    }

    MountSettings withLinger(Duration value) {
        return new MountSettings(ring, value, retryAfter, stuckAfter, counters, scheduler);
    }

    MountSettings withRetryAfter(Duration value) {
        return new MountSettings(ring, linger, value, stuckAfter, counters, scheduler);
    }

    MountSettings withStuckAfter(Duration value) {
        return new MountSettings(ring, linger, retryAfter, value, counters, scheduler);
    }

    MountSettings withScheduler(Scheduler value) {
        return new MountSettings(ring, linger, retryAfter, stuckAfter, counters, value);
    }

    MountSettings withCounters(Counters value) {
        return new MountSettings(ring, linger, retryAfter, stuckAfter, value, scheduler);
    }
}
