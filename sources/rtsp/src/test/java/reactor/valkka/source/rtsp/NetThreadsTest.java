package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.blockhound.BlockingOperationError;
import reactor.netty.resources.LoopResources;
import reactor.valkka.ValkkaException;
import reactor.valkka.schedule.CpuSet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class NetThreadsTest {

    @Test
    void eachThreadBindsItselfToOneProcessorInTurn() {
        LoopResources loops = LoopResources.create("valkka-net-test", 3, true);
        try {
            Map<String, String> bound = new ConcurrentHashMap<>();
            NetThreads.bind(
                    loops.onClient(true),
                    CpuSet.of(4, 6),
                    cpus -> bound.put(Thread.currentThread().getName(), cpus.toString()));
            await().until(() -> bound.size() == 3);
            assertThat(bound.values()).containsExactlyInAnyOrder("4", "6", "4");
            assertThat(bound.keySet()).allMatch(name -> name.startsWith("valkka-net-test"));
        } finally {
            loops.dispose();
        }
    }

    @Test
    void aRefusalOfTheSystemLeavesTheThreadRunning() {
        LoopResources loops = LoopResources.create("valkka-net-test", 1, true);
        try {
            NetThreads.bind(loops.onClient(true), CpuSet.of(4), cpus -> {
                throw new ValkkaException("no such processor");
            });
            assertThat(loops.onClient(true).next().submit(() -> "runs"))
                    .succeedsWithin(RtspSourceTest.SOON)
                    .isEqualTo("runs");
        } finally {
            loops.dispose();
        }
    }

    @Test
    void blockingOnANetworkThreadIsCaught() {
        LoopResources loops = NetThreads.create(1);
        try {
            assertThat(loops.onClient(true)
                            .next()
                            .submit(() -> new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)))
                    .failsWithin(RtspSourceTest.SOON)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(BlockingOperationError.class);
        } finally {
            loops.dispose();
        }
    }
}
