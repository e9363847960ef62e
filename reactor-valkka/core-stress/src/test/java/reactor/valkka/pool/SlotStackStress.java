package reactor.valkka.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import java.util.Arrays;

/** Slots are taken and put back by two threads. */
public class SlotStackStress {

    /** Who takes A, while another takes A and B and puts A back, must not make B the head. */
    @JCStressTest
    @Outcome(id = "\\[0, 1, 2\\]", expect = ACCEPTABLE, desc = "Each number is in one place.")
    @Outcome(expect = FORBIDDEN, desc = "A number is lost, or in two places: ABA.")
    @State
    public static class PopAndPopPopPush {
        private final SlotStack stack = new SlotStack(3);
        private int first;
        private int second;

        public PopAndPopPopPush() {
            stack.push(2);
            stack.push(1);
            stack.push(0);
        }

        @Actor
        public void simple() {
            first = stack.pop();
        }

        @Actor
        public void aba() {
            int head = stack.pop();
            second = stack.pop();
            stack.push(head);
        }

        @Arbiter
        public void after(L_Result result) {
            int[] all = {first, second, stack.pop()};
            Arrays.sort(all);
            result.r1 = stack.pop() == -1 ? Arrays.toString(all) : "more than there were";
        }
    }

    @JCStressTest
    @Outcome(id = "\\[0, 1\\]", expect = ACCEPTABLE, desc = "Both are on the stack.")
    @Outcome(expect = FORBIDDEN, desc = "A number is lost.")
    @State
    public static class PushAndPush {
        private final SlotStack stack = new SlotStack(2);

        @Actor
        public void first() {
            stack.push(0);
        }

        @Actor
        public void second() {
            stack.push(1);
        }

        @Arbiter
        public void after(L_Result result) {
            int[] all = {stack.pop(), stack.pop()};
            Arrays.sort(all);
            result.r1 = stack.pop() == -1 ? Arrays.toString(all) : "more than there were";
        }
    }
}
