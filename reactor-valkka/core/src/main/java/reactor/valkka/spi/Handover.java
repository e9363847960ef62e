package reactor.valkka.spi;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.valkka.frame.Frame;

/**
 * Calls a subscriber that may throw, although rule 2.13 of Reactive Streams forbids it. Who calls
 * ends that one subscription then, and goes on with its own work: the thread, the producer and the
 * other consumers are not to blame.
 *
 * <p><b>Ownership:</b> a frame whose subscriber threw is closed here.
 *
 * <p><b>Errors:</b> what was thrown goes to {@link Operators#onErrorDropped}, whatever it was: a
 * missing class or an exhausted stack of one consumer must not reach the thread that serves all.
 */
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() {}

    /** Hands a frame over; false if the subscriber threw, whose subscription is to be ended. */
    public static <F extends Frame> boolean next(CoreSubscriber<? super F> subscriber, F frame) {
        try {
            subscriber.onNext(frame);
            return true;
        } catch (Throwable thrown) {
            frame.close();
            report(thrown, subscriber);
            return false;
        }
    }

    /** Signals the end. */
    public static void complete(CoreSubscriber<?> subscriber) {
        try {
            subscriber.onComplete();
        } catch (Throwable thrown) {
            report(thrown, subscriber);
        }
    }

    /** Signals an error. */
    public static void error(CoreSubscriber<?> subscriber, Throwable error) {
        try {
            subscriber.onError(error);
        } catch (Throwable thrown) {
            report(thrown, subscriber);
        }
    }

    private static void report(Throwable thrown, CoreSubscriber<?> subscriber) {
        try {
            Operators.onErrorDropped(thrown, subscriber.currentContext());
        } catch (Throwable fromHook) {
            LOG.error("A subscriber threw, and so did the hook for that", fromHook);
        }
    }
}
