package reactor.valkka.blockhound;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.blockhound.BlockingOperationError;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

class ValkkaThreadsTest {
    private final Path folder;

    ValkkaThreadsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"valkka-net-1", "valkka-decode-1", "valkka-gl"})
    void blockingIsCaughtOnThreadsThatMustNot(String thread) throws Exception {
        assertThat(on(thread, ValkkaThreadsTest::park))
                .isInstanceOf(BlockingOperationError.class)
                .hasMessageContaining("park");
    }

    @ParameterizedTest
    @ValueSource(strings = {"valkka-disk-1", "valkka-file-1", "valkka-v4l2-1", "main-2"})
    void blockingIsAllowedOnOtherThreads(String thread) throws Exception {
        assertThat(on(thread, ValkkaThreadsTest::park)).isNull();
        assertThat(on(thread, this::syncFile)).isNull();
    }

    @Test
    void fileSyncIsCaughtOnTheNetwork() throws Exception {
        assertThat(on("valkka-net-1", this::syncFile))
                .isInstanceOf(BlockingOperationError.class)
                .hasMessageContaining("force0");
    }

    @Test
    void positionedReadsAndWritesOfFilesAreCaughtOnTheNetwork() throws Exception {
        assertThat(on("valkka-net-1", this::writeFile)).hasMessageContaining("pwrite0");
        assertThat(on("valkka-net-1", this::readFile)).hasMessageContaining("pread0");
    }

    private static @Nullable Void park() {
        LockSupport.parkNanos(1);
        return null;
    }

    private @Nullable Void syncFile() throws Exception {
        try (FileChannel file = open()) {
            file.force(true);
        }
        return null;
    }

    private @Nullable Void writeFile() throws Exception {
        try (FileChannel file = open()) {
            file.write(ByteBuffer.allocateDirect(8), 0);
        }
        return null;
    }

    private @Nullable Void readFile() throws Exception {
        try (FileChannel file = open()) {
            file.read(ByteBuffer.allocateDirect(8), 0);
        }
        return null;
    }

    private FileChannel open() throws Exception {
        return FileChannel.open(
                folder.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** Runs work on a thread with a name; the error that it ended with, or null. */
    private static @Nullable Throwable on(String name, Callable<@Nullable Void> work)
            throws Exception {
        FutureTask<@Nullable Throwable> task = new FutureTask<>(() -> {
            try {
                work.call();
                return null;
            } catch (Throwable e) {
                return e;
            }
        });
        Thread thread = new Thread(task, name);
        thread.start();
        return task.get(10, TimeUnit.SECONDS);
    }
}
