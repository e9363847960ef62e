package reactor.valkka.sink.rtsp;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counters;

import java.time.Duration;

/**
 * How one camera is served.
 *
 * @param ring what is kept for late and slow readers
 * @param payloadBytesMax bytes of payload in an RTP packet at most
 * @param startsAtOnce whether a late reader begins with the current group of pictures, and not with
 *     the next one
 * @param linger how long the camera stays connected after its last reader has left
 * @param patience how long a reader waits for a camera that does not come
 * @param retryAfter how long after a failure a new reader does not connect the camera again
 * @param stuckAfter how long a reader may be behind before it is disconnected
 * @param counters where what is skipped is counted
 * @param scheduler runs the timers
 */
record MountSettings(
        RingSettings ring,
        int payloadBytesMax,
        boolean startsAtOnce,
        Duration linger,
        Duration patience,
        Duration retryAfter,
        Duration stuckAfter,
        Counters counters,
        Scheduler scheduler) {
    /** As readers are told (Retry-After) who ask for a camera that has failed. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    static final MountSettings DEFAULT = new MountSettings(
            RingSettings.DEFAULT,
            1400,
            true,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            RETRY_AFTER,
            Duration.ofSeconds(30),
            Counters.shared(),
            Schedulers.parallel());

    MountSettings withRing(RingSettings value) {
        return new MountSettings(
                value,
                payloadBytesMax,
                startsAtOnce,
                linger,
                patience,
                retryAfter,
                stuckAfter,
                counters,
                scheduler);
    }

    MountSettings withPayloadBytesMax(int value) {
        return new MountSettings(
                ring,
                value,
                startsAtOnce,
                linger,
                patience,
                retryAfter,
                stuckAfter,
                counters,
                scheduler);
    }

    MountSettings withStartsAtOnce(boolean value) {
        return new MountSettings(
                ring,
                payloadBytesMax,
                value,
                linger,
                patience,
                retryAfter,
                stuckAfter,
                counters,
                scheduler);
    }

    MountSettings withTimes(Duration newLinger, Duration newPatience, Duration newRetryAfter) {
        return new MountSettings(
                ring,
                payloadBytesMax,
                startsAtOnce,
                newLinger,
                newPatience,
                newRetryAfter,
                stuckAfter,
                counters,
                scheduler);
    }

    MountSettings withStuckAfter(Duration value) {
        return new MountSettings(
                ring,
                payloadBytesMax,
                startsAtOnce,
                linger,
                patience,
                retryAfter,
                value,
                counters,
                scheduler);
    }

    MountSettings withCounters(Counters value) {
        return new MountSettings(
                ring,
                payloadBytesMax,
                startsAtOnce,
                linger,
                patience,
                retryAfter,
                stuckAfter,
                value,
                scheduler);
    }

    MountSettings withScheduler(Scheduler value) {
        return new MountSettings(
                ring,
                payloadBytesMax,
                startsAtOnce,
                linger,
                patience,
                retryAfter,
                stuckAfter,
                counters,
                value);
    }
}
