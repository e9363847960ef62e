package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.count.StateHub;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.rtsp.PresentationLine;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.OutletListener;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Where publishers and the one who wants their stream meet: one publisher at a time, one subscriber
 * at a time, either of them without the other.
 *
 * <p><b>Threads:</b> safe for all. What a publisher sends is handed on by its own thread, from the
 * time it was told that the place is its own until it gives that back.
 */
final class PublicationPoint {

    /** One who holds the place, or wants it. */
    interface Claimant {
        /** The place is its own now; on any thread. */
        void admitted();

        /** The place is somebody else's; on any thread. */
        void refused();

        /** It has to give the place back soon; on any thread. */
        void replaced(PublicationState.Reason why);
    }

    private final PublicationConfig config;
    private final StreamCounters counters;
    private final StateHub<PublicationState> states = new StateHub<>(new PublicationState.Idle());
    private final AtomicReference<@Nullable PublicationSubscriber> subscriber =
            new AtomicReference<>();
    private final PresentationLine line = new PresentationLine();
    private final Object lock = new Object();
    private @Nullable Claimant holder;
    private @Nullable Claimant next;
    private boolean leaving;

    PublicationPoint(PublicationConfig config) {
        this.config = config;
        counters = config.counters().of(config.stream());
    }

    PublicationConfig config() {
        return config;
    }

    StreamCounters counters() {
        return counters;
    }

    /** Told by the publisher that holds the place. */
    StateHub<PublicationState> states() {
        return states;
    }

    /** Where the stream stands; for the publisher that holds the place. */
    PresentationLine line() {
        return line;
    }

    /** What publishers send, for one subscriber at a time. */
    Flux<EncodedFrame> frames() {
        return Outlet.flux(config.overflow(), config.counters(), this::subscribed);
    }

    private OutletListener subscribed(Outlet<EncodedFrame> outlet) {
        PublicationSubscriber own = new PublicationSubscriber(outlet, counters);
        if (!subscriber.compareAndSet(null, own)) {
            outlet.fail(new IllegalStateException("What is published to /" + config.path()
                    + " has a subscriber already; put a Fork behind it to have more"));
        }
        return () -> subscriber.compareAndSet(own, null);
    }

    /** A frame of the publisher that holds the place; without a subscriber it is closed. */
    void push(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            line.passed(unit);
        }
        PublicationSubscriber to = subscriber.get();
        if (to == null) {
            frame.close();
        } else {
            to.push(frame);
        }
    }

    /** Asks for the place; the answer may come at once, or when the present holder has left. */
    void claim(Claimant claimant) {
        Claimant disappointed = null;
        Claimant outgoing = null;
        boolean free;
        synchronized (lock) {
            free = holder == null;
            if (free) {
                holder = claimant;
            } else if (leaving && next == null) {
                next = claimant;
            } else if (config.takeover() == Takeover.REPLACE) {
                disappointed = next;
                next = claimant;
                outgoing = holder;
            } else {
                disappointed = claimant;
            }
        }
        if (free) {
            claimant.admitted();
        }
        if (disappointed != null) {
            disappointed.refused();
        }
        if (outgoing != null) {
            outgoing.replaced(PublicationState.Reason.REPLACED);
        }
    }

    /** Who holds the place is about to leave it: the first who claims it meanwhile gets it next. */
    void leaving(Claimant claimant) {
        synchronized (lock) {
            leaving |= holder == claimant;
        }
    }

    /**
     * Gives the place back, and says why. Who claims it because of that is not refused, and nobody
     * else is admitted, and has a state to tell, before that.
     */
    void leave(Claimant claimant, PublicationState.Ended last) {
        leaving(claimant);
        states.set(last);
        release(claimant);
    }

    /** Gives the place back, or wants it no longer; a second call does nothing. */
    void release(Claimant claimant) {
        Claimant admitted = null;
        synchronized (lock) {
            if (next == claimant) {
                next = null;
            } else if (holder == claimant) {
                admitted = next;
                holder = next;
                next = null;
                leaving = false;
            }
        }
        if (admitted != null) {
            admitted.admitted();
        }
    }

    /** Sends whoever publishes away: nobody is to publish here any more. */
    void clear() {
        Claimant outgoing;
        synchronized (lock) {
            outgoing = holder;
        }
        if (outgoing != null) {
            outgoing.replaced(PublicationState.Reason.REMOVED);
        }
    }
}
