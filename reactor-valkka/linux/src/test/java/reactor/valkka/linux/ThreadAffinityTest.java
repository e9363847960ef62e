package reactor.valkka.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import reactor.valkka.schedule.CpuAffinity;
import reactor.valkka.schedule.CpuSet;
import reactor.valkka.schedule.PinnedScheduler;
import reactor.valkka.schedule.ThreadRole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

@EnabledOnOs(OS.LINUX)
class ThreadAffinityTest {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** {@code Cpus_allowed_list} of all threads of this process whose names begin so. */
    private static Map<String, CpuSet> allowed(String start) throws IOException {
        Map<String, CpuSet> allowed = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(TASKS)) {
            tasks.forEach(task -> status(task).ifPresent(lines -> {
                String name = value(lines, "Name:");
                if (name.startsWith(start)) {
                    allowed.put(name, CpuSet.parse(value(lines, "Cpus_allowed_list:")));
                }
            }));
        }
        return allowed;
    }

    private static Optional<List<String>> status(Path task) {
        try {
            return Optional.of(Files.readAllLines(task.resolve("status")));
        } catch (IOException e) {
            if (Files.notExists(task)) {
                return Optional.empty(); // the thread has ended meanwhile
            }
            throw new UncheckedIOException(e);
        }
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).trim())
                .findFirst()
                .orElseThrow();
    }

    private static CpuSet allowedToProcess() {
        return CpuSet.parse(
                value(status(Path.of("/proc/self")).orElseThrow(), "Cpus_allowed_list:"));
    }

    private static void startAll(PinnedScheduler scheduler) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(scheduler.threads());
        for (int i = 0; i < scheduler.threads(); i++) {
            scheduler.createWorker().schedule(started::countDown);
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isFoundAsTheServiceOfThisSystem() {
        assertThat(CpuAffinity.installed()).isInstanceOf(ThreadAffinity.class);
    }

    @Test
    void decodeThreadsAreBoundToTheProcessorsOfTheirRoleInTurn() throws Exception {
        CpuSet all = allowedToProcess();
        System.setProperty(ThreadRole.DECODE.cpusProperty(), all.toString());
        PinnedScheduler scheduler =
                PinnedScheduler.builder(ThreadRole.DECODE).threads(3).build();
        try {
            startAll(scheduler);
            assertThat(allowed("valkka-decode-"))
                    .isEqualTo(Map.of(
                            "valkka-decode-1", all.forThread(0),
                            "valkka-decode-2", all.forThread(1),
                            "valkka-decode-3", all.forThread(2)));
            assertThat(allowedToProcess()).isEqualTo(all);
        } finally {
            System.clearProperty(ThreadRole.DECODE.cpusProperty());
            scheduler.dispose();
        }
    }

    @Test
    void unpinnedThreadsMayRunEverywhere() throws Exception {
        PinnedScheduler scheduler =
                PinnedScheduler.builder("unpinned").threads(2).build();
        try {
            startAll(scheduler);
            CpuSet all = allowedToProcess();
            assertThat(allowed("unpinned-"))
                    .isEqualTo(Map.of("unpinned-1", all, "unpinned-2", all));
        } finally {
            scheduler.dispose();
        }
    }

    @Test
    void aProcessorThatIsNotThereIsATypedError() {
        assertThatThrownBy(() -> new ThreadAffinity().bindCurrentThread(CpuSet.of(8_000)))
                .isInstanceOfSatisfying(AffinityException.class, refused -> {
                    assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
                    assertThat(refused.cpus()).isEqualTo("8000");
                    assertThat(refused.thread())
                            .isEqualTo(Thread.currentThread().getName());
                    assertThat(refused).hasMessageContaining("EINVAL");
                });
    }

    @Test
    void errorsHaveNames() {
        List<String> names = new ArrayList<>();
        for (int errno : new int[] {1, 3, 14, 22, 38, 99}) {
            names.add(Errno.name(errno));
        }
        assertThat(names)
                .containsExactly("EPERM", "ESRCH", "EFAULT", "EINVAL", "ENOSYS", "errno 99");
    }
}
