package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.PacketTrace;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A password shows nowhere, not even at the finest log level. */
@NoFrameLeaks
class SecretsTest {

    private static final String PASSWORD = "s3cr#t@w%rd/";
    private static final Credentials JOE = Credentials.of("joe", PASSWORD);
    private static final CameraScript GUARDED = CameraScript.usual()
            .framesPerSecond(200)
            .guarded(
                    JOE,
                    new BasicChallenge("cam"),
                    DigestChallenge.modern("cam", "n", DigestAlgorithm.SHA_256));

    private final StringBuilder shown = new StringBuilder();

    private void run(CameraScript script, TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(script)) {
            PacketTrace packets = PacketTrace.create();
            RtspSource source =
                    RtspSourceTest.source(camera.uri("joe:" + PASSWORD), pool).trace(packets);
            show(source);
            source.states().take(3).subscribe(this::show);
            Throwable error = catchThrowable(() -> source.frames()
                    .doOnNext(frame -> frame.close())
                    .take(100)
                    .blockLast(RtspSourceTest.SOON));
            show(source.state());
            show(packets.print());
            if (error != null) {
                StringWriter trace = new StringWriter();
                error.printStackTrace(new PrintWriter(trace));
                show(trace);
            }
        }
    }

    private synchronized void show(Object object) {
        shown.append(object).append('\n');
    }

    private synchronized String shown() {
        return shown.toString();
    }

    /** Threads of the network may still be logging; an appender does that under its own lock. */
    private static List<ILoggingEvent> copy(ListAppender<ILoggingEvent> logs) {
        synchronized (logs) {
            return List.copyOf(logs.list);
        }
    }

    @Test
    void noLogErrorOrTextShowsThePassword(TestPool pool) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> logs = new ListAppender<>();
        logs.start();
        root.detachAppender("console");
        root.addAppender(logs);
        root.setLevel(Level.TRACE);
        try {
            run(GUARDED, pool);
            run(GUARDED.refusingForEver(), pool);
            run(GUARDED.answering(RtspMethod.SETUP, 404), pool);
            run(GUARDED.closeAfter(30), pool);
            run(GUARDED.garbageAt(RtspMethod.PLAY).closeAt(RtspMethod.SETUP), pool);
        } finally {
            root.setLevel(before);
            root.detachAppender(logs);
        }
        for (ILoggingEvent event : copy(logs)) {
            show(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                show(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        String basic = Base64.getEncoder()
                .encodeToString(("joe:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        assertThat(shown())
                .contains("127.0.0.1")
                .contains("Authorization: Digest username=\"***\"")
                .doesNotContain(PASSWORD)
                .doesNotContain("s3cr")
                .doesNotContain(basic);
    }
}
