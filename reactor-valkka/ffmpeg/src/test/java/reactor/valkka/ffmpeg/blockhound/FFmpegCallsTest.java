package reactor.valkka.ffmpeg.blockhound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avformat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.valkka.ffmpeg.Demuxer;
import reactor.valkka.ffmpeg.FFmpegLibrary;
import reactor.valkka.ffmpeg.blockhound.FFmpegCalls.Function;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

class FFmpegCallsTest {

    /** The others are called without arguments, which only a caught call survives. */
    @BeforeAll
    static void atLeastAHarmlessCallIsCaught() {
        FFmpegLibrary.load();
        BlockHound.install();
        assertThatThrownBy(() -> onNetworkThread(() -> {
                    avformat.avformat_close_input((AVFormatContext) null);
                    return 0;
                }))
                .isInstanceOf(BlockingOperationError.class);
    }

    static List<Function> blocking() {
        return FFmpegCalls.BLOCKING;
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void eachIsCaughtOnANetworkThread(Function function) throws Exception {
        MethodType type = MethodType.fromMethodDescriptorString(
                function.descriptor(), getClass().getClassLoader());
        Method method =
                Class.forName(FFmpegCalls.OWNER).getMethod(function.name(), type.parameterArray());
        Object[] arguments = type.parameterList().stream()
                .map(each -> each == int.class ? (Object) 0 : each == long.class ? 0L : null)
                .toArray();
        assertThatThrownBy(() -> onNetworkThread(() -> invoke(method, arguments)))
                .isInstanceOf(BlockingOperationError.class)
                .hasMessageContaining(function.name());
    }

    @Test
    void openingAFileIsCaughtOnANetworkThreadAndAllowedElsewhere() throws Exception {
        Path clip = Path.of("src/test/resources/clips/plain.mp4");
        assertThatThrownBy(() -> onNetworkThread(() -> Demuxer.open(clip)))
                .isInstanceOf(BlockingOperationError.class);
        try (Demuxer demuxer = Demuxer.open(clip)) {
            assertThat(demuxer.next()).isTrue();
        }
    }

    private static Object invoke(Method method, Object[] arguments) throws Exception {
        try {
            return String.valueOf(method.invoke(null, arguments));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static void onNetworkThread(Callable<?> work) throws Throwable {
        FutureTask<?> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "valkka-net-test");
        thread.start();
        try {
            task.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
