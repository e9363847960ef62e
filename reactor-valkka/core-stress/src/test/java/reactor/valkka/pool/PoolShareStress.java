package reactor.valkka.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

import reactor.valkka.frame.StreamId;

import java.util.Map;

/** The books of a pool while shares come, take, give back and go. No memory is touched. */
public class PoolShareStress {
    private static final int SLOT = 64;

    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "Everything can be promised again.")
    @Outcome(expect = FORBIDDEN, desc = "The sum is wrong.")
    @State
    public static class CloseShareAndGiveBack {
        private final FramePool pool =
                new FramePool("books", new FixedAllocator(SLOT, 4), 4 * SLOT, Map.of(), false);
        private final PoolShare share = pool.share(StreamId.of("s"), SLOT);

        public CloseShareAndGiveBack() {
            share.book(SLOT);
            share.book(SLOT);
        }

        @Actor
        public void closes() {
            share.close();
        }

        @Actor
        public void givesBack() {
            share.unbook(SLOT);
            share.unbook(SLOT);
        }

        @Arbiter
        public void after(Z_Result result) {
            result.r1 = pool.tryCommit(4 * SLOT) && !pool.tryCommit(1);
        }
    }

    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "What was promised is there.")
    @Outcome(expect = FORBIDDEN, desc = "More was given away than there is.")
    @State
    public static class PromiseAndTake {
        private final FramePool pool =
                new FramePool("books", new FixedAllocator(SLOT, 2), 2 * SLOT, Map.of(), false);
        private final PoolShare common = pool.share(StreamId.of("common"), 0);
        private boolean promised;
        private boolean taken;

        @Actor
        public void promises() {
            try {
                promised = pool.share(StreamId.of("s"), 2 * SLOT).guaranteedBytes() > 0;
            } catch (PoolExhaustedException refused) {
                promised = false;
            }
        }

        @Actor
        public void takes() {
            taken = common.book(SLOT);
        }

        @Arbiter
        public void after(Z_Result result) {
            result.r1 = promised != taken;
        }
    }
}
