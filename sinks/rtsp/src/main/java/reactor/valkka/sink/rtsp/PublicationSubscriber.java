package reactor.valkka.sink.rtsp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.spi.KeyFrameGate;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.SetupAnnouncer;

/**
 * Who wants what is published. It may come in the middle of a stream: then it gets the setup first,
 * and pictures from the next key frame on.
 *
 * <p><b>Threads:</b> that of the publisher, one at a time.
 */
final class PublicationSubscriber {
    private final Outlet<EncodedFrame> outlet;
    private final StreamCounters counters;
    private final KeyFrameGate gate = new KeyFrameGate();
    private final SetupAnnouncer<EncodedFrame> announcer = new SetupAnnouncer<>();

    PublicationSubscriber(Outlet<EncodedFrame> outlet, StreamCounters counters) {
        this.outlet = outlet;
        this.counters = counters;
    }

    void push(EncodedFrame frame) {
        if (!gate.admits(frame)) {
            counters.increment(Counter.GATE_DROPPED);
            frame.close();
            return;
        }
        EncodedFrame setup = announcer.before(frame);
        if (setup != null) {
            outlet.push(setup);
        }
        outlet.push(frame);
    }
}
