package reactor.valkka.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.spi.SpscFrameQueue;

/** One thread offers, another polls. */
public class QueueStress {
    private static final StreamSetup FIRST = StreamSetup.of(StreamId.of(1), Pacing.LIVE);
    private static final StreamSetup SECOND = StreamSetup.of(StreamId.of(2), Pacing.LIVE);

    private static int number(StreamSetup setup) {
        return setup == null ? 0 : setup == FIRST ? 1 : 2;
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Polled before anything was offered.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first came between both polls.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second came after both polls.")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both, in order.")
    @Outcome(expect = FORBIDDEN, desc = "Out of order, doubled, or lost.")
    @State
    public static class OfferAndPoll {
        private final SpscFrameQueue<StreamSetup> queue = new SpscFrameQueue<>(2);

        @Actor
        public void producer() {
            queue.offer(FIRST);
            queue.offer(SECOND);
        }

        @Actor
        public void consumer(II_Result result) {
            result.r1 = number(queue.poll());
            result.r2 = number(queue.poll());
        }
    }

    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Polled first: there was room.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Offered first: it was full.")
    @Outcome(expect = FORBIDDEN, desc = "Overwritten, or lost.")
    @State
    public static class OfferToAFullQueueAndPoll {
        private final SpscFrameQueue<StreamSetup> queue = new SpscFrameQueue<>(1);

        public OfferToAFullQueueAndPoll() {
            queue.offer(FIRST);
        }

        @Actor
        public void producer(ZI_Result result) {
            result.r1 = queue.offer(SECOND);
        }

        @Actor
        public void consumer(ZI_Result result) {
            result.r2 = number(queue.poll());
        }
    }
}
