package reactor.valkka.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.pool.PoolShare;

/** References to one slot in the hands of two threads. */
public class ReferenceStress {

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "The slot went back once.")
    @Outcome(expect = FORBIDDEN, desc = "The slot went back twice, or not at all.")
    @State
    public static class CloseAndCloseOfOneReference {
        private final PoolShare share = StressFrames.share();
        private final AccessUnit unit = StressFrames.key(share, 7);

        @Actor
        public void first() {
            unit.close();
        }

        @Actor
        public void second() {
            unit.close();
        }

        @Arbiter
        public void after(I_Result result) {
            result.r1 = (int) share.usedBytes();
        }
    }

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "The last one gave the slot back.")
    @Outcome(expect = FORBIDDEN, desc = "The slot went back twice, or not at all.")
    @State
    public static class CloseAndCloseOfTwoReferences {
        private final PoolShare share = StressFrames.share();
        private final AccessUnit unit = StressFrames.key(share, 7);
        private final AccessUnit other = unit.share();

        @Actor
        public void first() {
            unit.close();
        }

        @Actor
        public void second() {
            other.close();
        }

        @Arbiter
        public void after(I_Result result) {
            result.r1 = (int) share.usedBytes();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Shared first; the new reference holds it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Closed first; sharing was refused.")
    @Outcome(id = "-1, .*", expect = FORBIDDEN, desc = "The new reference reads something else.")
    @Outcome(expect = FORBIDDEN, desc = "The slot went back twice, or not at all.")
    @State
    public static class ShareAndClose {
        private final PoolShare share = StressFrames.share();
        private final AccessUnit unit = StressFrames.key(share, 7);

        @Actor
        public void sharer(II_Result result) {
            try (AccessUnit shared = unit.share()) {
                result.r1 = StressFrames.number(shared) == 7 ? 1 : -1;
            } catch (IllegalStateException closed) {
                result.r1 = 0;
            }
        }

        @Actor
        public void closer() {
            unit.close();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = (int) share.usedBytes();
        }
    }

    @JCStressTest
    @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "Read while it was open.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Closed first; reading was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Read something else, or lost the slot.")
    @State
    public static class ReadAndClose {
        private final PoolShare share = StressFrames.share();
        private final AccessUnit unit = StressFrames.key(share, 7);

        @Actor
        public void reader(II_Result result) {
            try {
                result.r1 = StressFrames.number(unit);
            } catch (IllegalStateException closed) {
                result.r1 = 0;
            }
        }

        @Actor
        public void closer() {
            unit.close();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = (int) share.usedBytes();
        }
    }

    @JCStressTest
    @Outcome(id = "7, 9", expect = ACCEPTABLE, desc = "Each reads its own slot.")
    @Outcome(expect = FORBIDDEN, desc = "A slot was given away while somebody read it.")
    @State
    public static class ReadWhileAnotherOwnerClosesAndTakesAnother {
        private final PoolShare share = StressFrames.share();
        private final AccessUnit unit = StressFrames.key(share, 7);
        private final AccessUnit other = unit.share();
        private AccessUnit next = unit;

        @Actor
        public void reader(II_Result result) {
            result.r1 = StressFrames.number(other);
        }

        @Actor
        public void writer() {
            unit.close();
            next = StressFrames.key(share, 9);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = StressFrames.number(next);
            next.close();
            other.close();
        }
    }
}
