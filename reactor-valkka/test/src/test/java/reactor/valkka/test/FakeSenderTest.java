package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

class FakeSenderTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);

    /** Another thread may stop it while it asks whether it is to go on. */
    @Test
    void endsWhenItIsStoppedWhileItAsks() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST);
                Socket socket = new Socket("127.0.0.1", camera.port())) {
            ScriptValues script = FAST.values;
            FakeConnection connection = new FakeConnection(camera, script, socket, socket);
            FakeSession session = FakeSession.stale(camera, script, connection);
            FakeSender sender = new FakeSender(camera.counts(), script, connection, session);
            AtomicInteger asked = new AtomicInteger();
            sender.runWhile(() -> {
                sender.stop();
                return asked.incrementAndGet() < 10;
            });
            assertThat(sender.unitsSent()).isOne();
        }
    }
}
