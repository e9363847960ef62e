package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;

import static reactor.valkka.pool.Units.STREAM;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happens where the system has less memory than a pool was promised. */
class PoolMemoryTest {

    @Test
    void aPoolThatCannotHaveItsMemoryGoesOnWithWhatItHas()
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxDirectMemorySize=10m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Scarce.class.getName())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(text)
                .contains("refused: true, again: true")
                .contains("slots 2, then null after a while and null at once")
                .contains("after one came back: true")
                .contains("raise -XX:MaxDirectMemorySize");
    }

    /** Runs with 10 MiB of direct memory. */
    static final class Scarce {
        private static final int TRIES = 5;
        private static final long AT_ONCE_NANOS = 100_000_000;

        private Scarce() {}

        public static void main(String[] arguments) {
            FramePool large = FramePool.builder("large").capacityBytes(64 << 20).build();
            System.out.println(
                    "refused: " + refusesWarmup(large) + ", again: " + refusesWarmup(large));
            PoolShare share = large.share(STREAM, 0);
            List<FrameBuffer> slots = new ArrayList<>();
            FrameBuffer next = share.tryAcquire(3 << 20);
            while (next != null) {
                slots.add(next);
                next = share.tryAcquire(3 << 20);
            }
            FrameBuffer again = null;
            long nanos = Long.MAX_VALUE;
            for (int i = 0; i < TRIES && again == null; i++) {
                long begin = System.nanoTime();
                again = share.tryAcquire(3 << 20);
                nanos = Math.min(nanos, System.nanoTime() - begin);
            }
            System.out.println("slots " + slots.size() + ", then null after a while and " + again
                    + (nanos < AT_ONCE_NANOS ? " at once" : " late"));
            slots.remove(0).close();
            System.out.println("after one came back: " + (share.tryAcquire(3 << 20) != null));
        }

        private static boolean refusesWarmup(FramePool pool) {
            try {
                pool.warmup();
                return false;
            } catch (PoolMemoryException e) {
                return e.reservedBytes() == 8 << 20 && e.wantedBytes() == 4 << 20;
            }
        }
    }
}
