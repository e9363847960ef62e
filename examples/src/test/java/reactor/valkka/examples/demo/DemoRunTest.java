package reactor.valkka.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import reactor.netty.resources.LoopResources;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.sink.rtsp.RtspServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

class DemoRunTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void endsAndDisposesItsDecodersWhereTheServerTakesTooLong() throws IOException {
        LoopResources loops = LoopResources.create("busy", 1, true);
        Decoders decoders = Decoders.create();
        DemoRun run = DemoRun.start(
                RtspServer.create().port(0),
                CameraServer.create().port(0).runOn(loops),
                List.of(),
                decoders);
        CountDownLatch enough = new CountDownLatch(1);
        try (Socket page =
                new Socket(InetAddress.getLoopbackAddress(), run.server().port())) {
            page.setSoTimeout((int) LONG.toMillis());
            page.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(page.getInputStream().read()).isEqualTo('H');
            Future<Boolean> busy = loops.onServer(LoopResources.DEFAULT_NATIVE)
                    .submit(() -> enough.await(LONG.toSeconds(), TimeUnit.SECONDS));
            run.dispose();

            assertThat(busy.isDone()).isFalse();
            assertThat(run.server().onDispose().toFuture()).isNotDone();
            assertThat(decoders.isDisposed()).isTrue();
        } finally {
            enough.countDown();
            run.server().onDispose().block(LONG);
            loops.disposeLater(Duration.ZERO, LONG).block(LONG);
        }
    }
}
