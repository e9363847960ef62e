package reactor.valkka.source.rtsp;

import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.RtspException;

import java.time.Duration;

/**
 * The way by which a run comes to its packets, one connection after the other. All on the event
 * loop of the run.
 */
interface Approach {

    /**
     * Begins the next connection: ends in {@link CameraRun#open}, {@link CameraRun#failed} or
     * {@link CameraRun#withheld}.
     */
    void begin();

    /** How what comes is received. */
    ReceiverOptions receiver();

    /** Whether what comes is held back where nobody asks for it. */
    default boolean isOnDemand() {
        return false;
    }

    /** A unit came. */
    default void played(AccessUnitHeader header) {}

    /** What is to be done where a connection has failed. */
    default ReplayProgress.Next next() {
        return ReplayProgress.Next.GO_ON;
    }

    /** The present connection has failed. */
    default void failed(RtspException error, Duration wait) {}

    /** Nobody wants the stream any more. */
    default void end() {}
}
