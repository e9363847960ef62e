package reactor.valkka.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.valkka.Overflow;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.operator.TestFrames;

import java.util.ArrayList;
import java.util.List;

class OverflowQueueTest {
    @RegisterExtension
    final TestFrames frames = new TestFrames();

    private final OverflowQueue<Picture> queue = new OverflowQueue<>(
            Overflow.latest(), "test", new DropLog(new Counters(), Counter.OUTLET_DROPPED));

    /** Closing calls those who wait for a free slot, and nobody is called under a lock. */
    @Test
    void closesWithoutItsLock() {
        List<Boolean> underLock = new ArrayList<>();
        queue.offer(frames.picture(Pacing.LIVE, 0), 0);
        frames.pool().onAvailable(() -> underLock.add(Thread.holdsLock(queue)));
        queue.offer(frames.picture(Pacing.LIVE, 1), 0);
        frames.pool().onAvailable(() -> underLock.add(Thread.holdsLock(queue)));
        queue.clear();
        assertThat(underLock).containsExactly(false, false);
    }
}
