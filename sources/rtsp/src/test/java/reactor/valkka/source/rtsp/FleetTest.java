package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many streams at once mind their manners. */
@NoFrameLeaks
class FleetTest {

    private static final Credentials JOE = Credentials.of("joe", "right");
    private static final CameraScript GUARDED =
            CameraScript.usual().guarded(JOE, new BasicChallenge("recorder"));

    /** All streams of one device, each with a name of its own. */
    private static List<RtspSource> streams(
            FakeCamera device, int count, Credentials credentials, TestPool pool) {
        Counters counters = new Counters();
        List<RtspSource> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(RtspSourceTest.source(device.uri(), pool).stream(StreamId.of("channel" + i))
                    .counters(counters)
                    .credentials(credentials)
                    .reconnect(ReconnectPolicy.DEFAULT));
        }
        return streams;
    }

    private static Disposable play(List<RtspSource> streams) {
        Disposable.Composite playing = Disposables.composite();
        streams.forEach(stream -> playing.add(stream.frames().subscribe(Frame::close)));
        return playing;
    }

    private static boolean allAre(List<RtspSource> streams, Class<? extends CameraState> state) {
        return streams.stream().map(RtspSource::state).allMatch(state::isInstance);
    }

    /** evercam #91, CamioCam #34, dahua #729: a few bad logins lock the account. */
    @Test
    void aWrongPasswordIsTriedOnceForAllStreamsOfADevice(TestPool pool) {
        try (FakeCamera device = FakeCamera.start(GUARDED)) {
            List<RtspSource> wrong = streams(device, 16, Credentials.of("joe", "wrong"), pool);
            Disposable failing = play(wrong);
            await().until(() -> allAre(wrong, CameraState.BackingOff.class));
            assertThat(device.connectionsAccepted()).isEqualTo(1);
            long withheld = wrong.stream()
                    .mapToLong(stream -> stream.counters().get(Counter.LOGINS_WITHHELD))
                    .sum();
            assertThat(withheld).isEqualTo(15);

            List<RtspSource> right = streams(device, 2, JOE, pool);
            Disposable playing = play(right);
            await().until(() -> allAre(right, CameraState.Playing.class));
            playing.dispose();
            failing.dispose();
        }
    }

    /** A stream that anybody may see shows nothing about the password that the others need. */
    @Test
    void aStreamThatIsNeverChallengedProvesNothing(TestPool pool) {
        try (FakeCamera device = FakeCamera.start(CameraScript.usual())) {
            List<RtspSource> streams = streams(device, 6, Credentials.of("joe", "guessed"), pool);
            Disposable open = play(streams.subList(0, 2));
            await().until(() -> allAre(streams.subList(0, 2), CameraState.Playing.class));
            device.behave(GUARDED);
            Disposable failing = play(streams.subList(2, 6));
            await().until(() -> allAre(streams.subList(2, 6), CameraState.BackingOff.class));
            assertThat(device.connectionsAccepted()).isEqualTo(3);
            failing.dispose();
            open.dispose();
        }
    }

    /** Who was sent elsewhere and is not known there is as welcome here as before. */
    @Test
    void aRefusalElsewhereIsNoneOfTheGateway(TestPool pool) {
        try (FakeCamera elsewhere = FakeCamera.start(GUARDED);
                FakeCamera gateway =
                        FakeCamera.start(CameraScript.usual().redirecting(elsewhere.uri()))) {
            List<RtspSource> streams = streams(gateway, 2, JOE, pool);
            Disposable moved = play(streams.subList(0, 1));
            await().until(() -> streams.get(0).state() instanceof CameraState.BackingOff);
            assertThat(elsewhere.requests()).as("no credentials were sent").hasSize(1);
            gateway.behave(GUARDED);
            Disposable playing = play(streams.subList(1, 2));
            await().until(() -> streams.get(1).state() instanceof CameraState.Playing);
            assertThat(streams.get(1).counters().get(Counter.LOGINS_WITHHELD)).isZero();
            playing.dispose();
            moved.dispose();
        }
    }

    @Test
    void rightCredentialsLetAllStreamsInOneAfterTheOther(TestPool pool) {
        try (FakeCamera device = FakeCamera.start(GUARDED)) {
            List<RtspSource> streams = streams(device, 8, JOE, pool);
            Disposable playing = play(streams);
            await().until(() -> allAre(streams, CameraState.Playing.class));
            device.dropConnections();
            await().until(() -> device.played() == 16);
            playing.dispose();
        }
    }

    @Test
    void aStreamThatHangsInItsLoginHoldsTheOthersBackNoLongerThanItsDeadline(TestPool pool) {
        CameraScript hanging = GUARDED.hangAt(RtspMethod.OPTIONS);
        try (FakeCamera device = FakeCamera.start(hanging)) {
            List<RtspSource> streams = streams(device, 2, JOE, pool).stream()
                    .map(stream -> stream.deadlines(
                            reactor.valkka.rtsp.Deadlines.all(Duration.ofMillis(400))))
                    .toList();
            Disposable playing = play(streams);
            await().until(() -> streams.stream()
                    .anyMatch(stream -> stream.state()
                            .equals(new CameraState.Waiting(CameraState.Waiting.For.LOGIN))));
            device.behave(GUARDED);
            await().until(() -> allAre(streams, CameraState.Playing.class));
            playing.dispose();
        }
    }

    @Test
    void aCameraThatWaitsForItsTurnSaysSoAndCanBeCancelled(TestPool pool) {
        ConnectionGovernor slow =
                ConnectionGovernor.create(new ConnectionGovernor.Limits(0.01, 1, 1, 1, 0));
        try (FakeCamera device = FakeCamera.start(CameraScript.usual())) {
            RtspSource source = RtspSourceTest.source(device.uri(), pool).governor(slow);
            Disposable first = source.frames().subscribe(Frame::close);
            await().until(() -> source.state() instanceof CameraState.Playing);
            RtspSource other = source.stream(StreamId.of("other"));
            Disposable second = other.frames().subscribe(Frame::close);
            await().until(() ->
                    other.state().equals(new CameraState.Waiting(CameraState.Waiting.For.TURN)));
            assertThat(slow.waiting()).isEqualTo(1);
            second.dispose();
            await().until(() -> slow.waiting() == 0);
            assertThat(device.connectionsAccepted()).isEqualTo(1);
            first.dispose();
        }
    }

    @Test
    void aRefusedPasswordThatTheDeviceNowTakesIsTriedWhenSomebodySaysSo(TestPool pool) {
        Credentials fresh = Credentials.of("joe", "fresh");
        try (FakeCamera device = FakeCamera.start(GUARDED)) {
            RtspSource source =
                    streams(device, 1, fresh, pool).get(0).reconnect(ReconnectPolicy.never());
            StepVerifier.create(source.frames())
                    .expectError(RtspAuthenticationException.class)
                    .verify(RtspSourceTest.SOON);
            device.behave(CameraScript.usual().guarded(fresh, new BasicChallenge("recorder")));
            StepVerifier.create(source.frames())
                    .as("nobody has said so")
                    .expectError(RtspAuthenticationException.class)
                    .verify(RtspSourceTest.SOON);
            assertThat(device.connectionsAccepted()).isEqualTo(1);
            source.reconnectNow();
            Disposable playing = source.frames().subscribe(Frame::close);
            await().until(() -> source.state() instanceof CameraState.Playing);
            playing.dispose();
        }
    }

    @Test
    void streamsThatWereHeldBackComeAgainWhenOneOfThemIsLetIn(TestPool pool) {
        Credentials fresh = Credentials.of("joe", "fresh");
        try (FakeCamera device = FakeCamera.start(GUARDED)) {
            List<RtspSource> streams = streams(device, 4, fresh, pool);
            Disposable playing = play(streams);
            await().until(() -> allAre(streams, CameraState.BackingOff.class));
            assertThat(device.connectionsAccepted()).isEqualTo(1);
            device.behave(CameraScript.usual().guarded(fresh, new BasicChallenge("recorder")));
            streams.get(3).reconnectNow();
            await().until(() -> allAre(streams, CameraState.Playing.class));
            assertThat(device.connectionsAccepted()).isEqualTo(5);
            playing.dispose();
        }
    }
}
