package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicIntegerArray;

class SlotStackTest {

    @Test
    void givesBackTheLastFirst() {
        SlotStack stack = new SlotStack(3);
        stack.push(2);
        stack.push(0);
        assertThat(stack.pop()).isZero();
        assertThat(stack.pop()).isEqualTo(2);
        assertThat(stack.pop()).isEqualTo(-1);
    }

    @Test
    void noNumberIsEverInTwoHands() throws InterruptedException {
        int numbers = 8;
        SlotStack first = new SlotStack(numbers);
        SlotStack second = new SlotStack(numbers);
        for (int i = 0; i < numbers; i++) {
            first.push(i);
        }
        AtomicIntegerArray hands = new AtomicIntegerArray(numbers);
        Threads.run(4, 100_000, round -> {
            int number = first.pop();
            SlotStack target = second;
            if (number < 0) {
                number = second.pop();
                target = first;
            }
            if (number >= 0) {
                assertThat(hands.incrementAndGet(number)).isEqualTo(1);
                hands.decrementAndGet(number);
                target.push(number);
            }
        });
        int left = 0;
        while (first.pop() >= 0 || second.pop() >= 0) {
            left++;
        }
        assertThat(left).isEqualTo(numbers);
    }
}
