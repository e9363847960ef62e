package reactor.valkka.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler.Worker;
import reactor.valkka.ValkkaException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class PinnedSchedulerTest {
    private final List<PinnedScheduler> made = new ArrayList<>();

    private PinnedScheduler scheduler(PinnedSchedulerBuilder builder) {
        PinnedScheduler scheduler = builder.build();
        made.add(scheduler);
        return scheduler;
    }

    @AfterEach
    void disposeAll() {
        made.forEach(PinnedScheduler::dispose);
    }

    private static String threadOf(Worker worker) {
        CompletableFuture<String> name = new CompletableFuture<>();
        worker.schedule(() -> name.complete(Thread.currentThread().getName()));
        return name.orTimeout(5, TimeUnit.SECONDS).join();
    }

    @Test
    void aWorkerStaysOnItsThread() {
        PinnedScheduler scheduler =
                scheduler(PinnedScheduler.builder("valkka-decode").threads(3));
        Worker worker = scheduler.createWorker();
        String thread = threadOf(worker);
        assertThat(thread).isEqualTo("valkka-decode-1");
        for (int i = 0; i < 10; i++) {
            scheduler.createWorker();
            assertThat(threadOf(worker)).isEqualTo(thread);
        }
    }

    @Test
    void workersGoRoundAndThenWhereTheFewestAre() {
        PinnedScheduler scheduler =
                scheduler(PinnedScheduler.builder("valkka-decode").threads(3));
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            workers.add(scheduler.createWorker());
        }
        assertThat(scheduler.workersPerThread()).containsExactly(2, 2, 2);
        assertThat(workers.stream().map(PinnedSchedulerTest::threadOf))
                .containsExactly(
                        "valkka-decode-1",
                        "valkka-decode-2",
                        "valkka-decode-3",
                        "valkka-decode-1",
                        "valkka-decode-2",
                        "valkka-decode-3");
        workers.get(1).dispose();
        workers.get(1).dispose();
        workers.get(4).dispose();
        assertThat(scheduler.workersPerThread()).containsExactly(2, 0, 2);
        assertThat(threadOf(scheduler.createWorker())).isEqualTo("valkka-decode-2");
        assertThat(threadOf(scheduler.createWorker())).isEqualTo("valkka-decode-2");
        assertThat(scheduler.workersPerThread()).containsExactly(2, 2, 2);
    }

    @Test
    void tasksOfAWorkerRunInOrderAndNoneIsLost() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("order").threads(2));
        Worker worker = scheduler.createWorker();
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            worker.schedule(() -> seen.add(number));
        }
        worker.schedule(() -> done.complete(null));
        done.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(seen).hasSize(10_000).isSorted();
    }

    @Test
    void aTaskThatThrowsEndsNeitherItsWorkerNorItsThread() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("throws"));
        Worker worker = scheduler.createWorker();
        worker.schedule(() -> {
            throw new IllegalStateException("boom");
        });
        assertThat(threadOf(worker)).isEqualTo("throws-1");
    }

    @Test
    void aDisposedWorkerRunsNothingMoreAndLeavesOthersAlone() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("one"));
        Worker gone = scheduler.createWorker();
        Worker stays = scheduler.createWorker();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch holds = new CountDownLatch(1);
        stays.schedule(() -> {
            try {
                holds.await();
            } catch (InterruptedException e) {
                runs.addAndGet(1000);
            }
        });
        gone.schedule(runs::incrementAndGet);
        gone.schedule(runs::incrementAndGet, 1, TimeUnit.MILLISECONDS);
        gone.dispose();
        holds.countDown();
        assertThat(threadOf(stays)).isEqualTo("one-1");
        assertThat(runs).hasValue(0);
        assertThat(gone.isDisposed()).isTrue();
        assertThatThrownBy(() -> gone.schedule(runs::incrementAndGet))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void runsDelayedAndPeriodicTasks() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("timed").threads(2));
        Worker worker = scheduler.createWorker();
        AtomicInteger ticks = new AtomicInteger();
        CompletableFuture<Long> late = new CompletableFuture<>();
        long begin = System.nanoTime();
        worker.schedule(() -> late.complete(System.nanoTime() - begin), 30, TimeUnit.MILLISECONDS);
        Disposable periodic =
                worker.schedulePeriodically(ticks::incrementAndGet, 0, 5, TimeUnit.MILLISECONDS);
        Disposable direct =
                scheduler.schedulePeriodically(ticks::incrementAndGet, 0, 5, TimeUnit.MILLISECONDS);
        assertThat(late.orTimeout(5, TimeUnit.SECONDS).join())
                .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
        await().atMost(Duration.ofSeconds(5)).until(() -> ticks.get() > 5);
        periodic.dispose();
        direct.dispose();
    }

    @Test
    void runsDirectTasksOnItsThreadsInTurn() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("direct").threads(2));
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        CountDownLatch done = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            scheduler.schedule(() -> {
                seen.merge(Thread.currentThread().getName(), 1, Integer::sum);
                done.countDown();
            });
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> done.getCount() == 0);
        assertThat(seen).isEqualTo(Map.of("direct-1", 10, "direct-2", 10));
    }

    @Test
    void rejectsTasksOnceItIsDisposed() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("gone").threads(2));
        Worker worker = scheduler.createWorker();
        threadOf(worker);
        assertThat(scheduler.isDisposed()).isFalse();
        scheduler.dispose();
        scheduler.dispose();
        assertThat(scheduler.isDisposed()).isTrue();
        assertThatThrownBy(() -> scheduler.schedule(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> worker.schedule(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> scheduler.createWorker().schedule(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        await().atMost(Duration.ofSeconds(5)).until(() -> threads("gone-").isEmpty());
    }

    private static List<String> threads(String start) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(start))
                .toList();
    }

    @Test
    void gracefulDisposalRunsWhatWaits() {
        PinnedScheduler scheduler =
                scheduler(PinnedScheduler.builder("graceful").threads(2));
        Worker first = scheduler.createWorker();
        Worker second = scheduler.createWorker();
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            first.schedule(runs::incrementAndGet);
            second.schedule(runs::incrementAndGet);
        }
        scheduler.disposeGracefully().block(Duration.ofSeconds(10));
        assertThat(runs).hasValue(2_000);
        assertThat(scheduler.isDisposed()).isTrue();
    }

    @Test
    void blockingIsRefusedOnThreadsThatMustNotBlock() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder(ThreadRole.DECODE));
        Mono<Integer> blocks = Mono.fromCallable(
                        () -> Mono.delay(Duration.ofMillis(1)).thenReturn(1).block())
                .subscribeOn(scheduler);
        assertThatThrownBy(() -> blocks.block(Duration.ofSeconds(5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("valkka-decode-1");
    }

    @Test
    void blockingIsAllowedOnOtherThreads() {
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder(ThreadRole.FILE));
        assertThat(Mono.fromCallable(() ->
                                Mono.delay(Duration.ofMillis(1)).thenReturn(1).block())
                        .subscribeOn(scheduler)
                        .block(Duration.ofSeconds(5)))
                .isEqualTo(1);
    }

    @Test
    void eachThreadIsBoundOnceToOneOfTheProcessors() {
        Map<String, CpuSet> bound = new ConcurrentHashMap<>();
        PinnedScheduler scheduler = scheduler(PinnedScheduler.builder("bound")
                .threads(3)
                .cpus(CpuSet.of(4, 7))
                .affinity(cpus -> {
                    CpuSet before = bound.put(Thread.currentThread().getName(), cpus);
                    assertThat(before).isNull();
                }));
        for (int i = 0; i < 6; i++) {
            threadOf(scheduler.createWorker());
        }
        assertThat(bound)
                .isEqualTo(Map.of(
                        "bound-1", CpuSet.of(4), "bound-2", CpuSet.of(7), "bound-3", CpuSet.of(4)));
    }

    @Test
    void aThreadThatCannotBeBoundWorksAllTheSame() {
        PinnedScheduler scheduler =
                scheduler(PinnedScheduler.builder("refused").cpus(CpuSet.of(0)).affinity(cpus -> {
                    throw new ValkkaException("no such processor");
                }));
        assertThat(threadOf(scheduler.createWorker())).isEqualTo("refused-1");
    }

    @Test
    void withoutAnybodyToBindThreadsNothingHappens() {
        CpuAffinity.installed().bindCurrentThread(CpuSet.of(0));
        assertThat(CpuAffinity.installed()).isInstanceOf(InstalledAffinity.Unbound.class);
    }

    @Test
    void refusesANumberOfThreadsThatMakesNoSense() {
        assertThatThrownBy(() -> PinnedScheduler.builder("x").threads(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
