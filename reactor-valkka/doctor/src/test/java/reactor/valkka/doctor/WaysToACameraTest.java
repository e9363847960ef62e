package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static reactor.valkka.doctor.CameraDoctorTest.HEALTHY;
import static reactor.valkka.doctor.CameraDoctorTest.JOE;
import static reactor.valkka.doctor.CameraDoctorTest.SOON;
import static reactor.valkka.doctor.CameraDoctorTest.doctor;
import static reactor.valkka.doctor.CameraDoctorTest.examine;
import static reactor.valkka.doctor.CameraDoctorTest.seen;
import static reactor.valkka.doctor.CameraDoctorTest.symptoms;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.source.rtsp.TlsTrust;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;

import java.time.Duration;
import java.util.Objects;

/** Ways to a camera, and cameras that are slow to answer. */
class WaysToACameraTest {

    /** Longer than any test waits. */
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void overTlsNoPasswordIsInTheClear() {
        CameraScript script = HEALTHY.secured().guarded(JOE, new BasicChallenge("cam"));
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(doctor(camera)
                    .tls(TlsTrust.anything())
                    .credentials(JOE.user(), JOE.password()));
            assertThat(symptoms(report)).isEmpty();
            assertThat(report.login().used()).isEqualTo("Basic");
            assertThat(report.keepAlives().granted())
                    .containsExactly("GET_PARAMETER", "OPTIONS", "SET_PARAMETER");
            assertThat(report.configuration())
                    .contains("        .tls(TlsTrust.pinned(\"" + fingerprint() + "\"))");
        }
    }

    @Test
    void whatKeepsACameraAliveThatSendsOverUdpAloneIsTriedToo() {
        CameraScript script = HEALTHY.transports(TransportHeader.Lower.UDP)
                .answering(RtspMethod.GET_PARAMETER, 454);
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(CameraDoctor.of(camera.uri())
                    .transports(RtspTransport.UDP)
                    .watch(Duration.ofMillis(500))
                    .credentials(JOE.user(), JOE.password()));
            assertThat(report.keepAlives().granted()).containsExactly("OPTIONS", "SET_PARAMETER");
            assertThat(symptoms(report)).containsExactly(Symptom.KEEP_ALIVE_UNANSWERED);
            assertThat(report.configuration())
                    .last()
                    .isEqualTo("        .transport(RtspTransport.UDP);");
        }
    }

    @Test
    void aCameraThatHangsUpTakesNothingOfWhatItGrantedBefore() {
        CameraScript script = HEALTHY.closeAt(RtspMethod.SET_PARAMETER);
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(doctor(camera)
                    .watch(Duration.ofMillis(500))
                    .credentials(JOE.user(), JOE.password()));
            assertThat(report.keepAlives().granted()).containsExactly("GET_PARAMETER", "OPTIONS");
            assertThat(report.keepAlives().refused()).containsExactly("SET_PARAMETER");
            assertThat(symptoms(report)).isEmpty();
        }
    }

    @Test
    void aWebServerThatAskedWhoWeAreIsNotOpenToEverybody() {
        CameraScript script = CameraScript.usual()
                .withSenderReports()
                .tunnelGuarded(JOE, DigestChallenge.legacy("cam", "n"), "GET", "POST");
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(CameraDoctor.of(camera.uri())
                    .transports(RtspTransport.HTTP)
                    .watch(Duration.ofMillis(500))
                    .credentials(JOE.user(), JOE.password()));
            assertThat(symptoms(report)).isEmpty();
            assertThat(report.text()).doesNotContain("nobody is asked");
        }
    }

    private static String fingerprint() {
        return ShownCertificate.fingerprint(FakeCamera.certificate());
    }

    @Test
    void showsACertificateThatIsNotTrusted() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.secured())) {
            CameraReport report = examine(doctor(camera));
            assertThat(symptoms(report)).containsExactly(Symptom.CERTIFICATE_NOT_TRUSTED);
            assertThat(report.findings().get(0).seen())
                    .contains("nobody whom we trust has signed its certificate", fingerprint());
            assertThat(camera.requests()).isEmpty();
        }
    }

    @Test
    void anotherCertificateThanThePinnedOneIsNotToldAnything() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.secured())) {
            CameraReport report =
                    examine(doctor(camera).tls(TlsTrust.pinned("ab:".repeat(31) + "ab")));
            assertThat(symptoms(report)).containsExactly(Symptom.CERTIFICATE_NOT_TRUSTED);
            assertThat(camera.requests()).isEmpty();
        }
    }

    @Test
    void saysThatACameraDoesNotAnswer() {
        CameraScript script = CameraScript.usual().hangAt(RtspMethod.DESCRIBE);
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(
                    doctor(camera).deadlines(Deadlines.DEFAULT.describe(Duration.ofMillis(400))));
            assertThat(symptoms(report)).containsExactly(Symptom.NO_ANSWER);
            assertThat(report.findings().get(0).seen()).startsWith("no description within 400 ms");
        }
    }

    @Test
    void saysThatAnswersAreSlowAndNotThatTheKeyFramesAreRare() {
        CameraScript script = HEALTHY.answersAfter(Duration.ofMillis(1_200));
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(doctor(camera)
                    .watch(Duration.ofMillis(500))
                    .credentials(JOE.user(), JOE.password()));
            assertThat(report.findings())
                    .extracting(Finding::symptom)
                    .contains(Symptom.ANSWERS_SLOW)
                    .doesNotContain(Symptom.FIRST_PICTURE_LATE);
            assertThat(seen(report, Symptom.ANSWERS_SLOW)).startsWith("the answer to ");
        }
    }

    @Test
    void reportsWhatWasSeenWhenItIsEnough() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            Enough enough = new Enough();
            CameraDoctor doctor = CameraDoctor.of(camera.uri())
                    .credentials(JOE.user(), JOE.password())
                    .watch(Duration.ofHours(1))
                    .countSessions(3);
            Mono<CameraReport> report = doctor.examine(enough).cache();
            report.subscribe();
            await().until(() -> camera.unitsSent() > 30);
            enough.say();
            CameraReport seen = Objects.requireNonNull(report.block(SOON));
            assertThat(Objects.requireNonNull(seen.delivery()).packets()).isPositive();
            assertThat(seen.transports()).hasSize(1);
            assertThat(seen.sessions()).isEqualTo(-1);
            await().until(() -> camera.connectionsOpen() == 0);
            assertThat(camera.requests()).endsWith("TEARDOWN");
        }
    }

    @Test
    void whatKeepsACameraAliveIsTriedInATunnelToo() {
        CameraScript script = HEALTHY.tunnelGuarded(
                        JOE, DigestChallenge.legacy("cam", "n"), "GET", "POST")
                .answering(RtspMethod.SET_PARAMETER, 454);
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspUri uri = RtspUri.parse(camera.uri());
            KeepAliveTrial.Outcome outcome = Objects.requireNonNull(
                    KeepAliveTrial.of(uri, JOE, null, true, new Enough()).block(SOON));
            assertThat(outcome.granted()).containsExactly("GET_PARAMETER", "OPTIONS");
            assertThat(outcome.refused()).containsExactly("SET_PARAMETER");
            assertThat(camera.requests()).endsWith("TEARDOWN");
            assertThat(camera.connectionsAccepted())
                    .as("GET, GET again and POST")
                    .isEqualTo(3);
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    /** A session that is left behind is one less for others, for a minute or more. */
    @Test
    void aTrialThatIsCutShortLeavesNoSessionBehind() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.hangAt(RtspMethod.OPTIONS))) {
            KeepAliveTrial.Outcome outcome = Objects.requireNonNull(
                    cutShort(camera, RtspMethod.OPTIONS, LONG).block(SOON));
            assertThat(outcome.granted()).containsExactly("GET_PARAMETER");
            assertThat(outcome.refused()).containsExactly("OPTIONS");
            assertThat(camera.requests()).endsWith("TEARDOWN");
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    @Test
    void aCameraThatDoesNotSayGoodbyeIsNotWaitedFor() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.hangAt(RtspMethod.DESCRIBE))) {
            assertThat(cutShort(camera, RtspMethod.DESCRIBE, Duration.ofSeconds(1))
                            .block(SOON))
                    .isEqualTo(KeepAliveTrial.Outcome.NOT_TRIED);
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    /**
     * A trial that runs until the camera hangs at a request, where it is enough; it would wait long
     * for that answer.
     */
    private static Mono<KeepAliveTrial.Outcome> cutShort(
            FakeCamera camera, RtspMethod hangsAt, Duration goodbye) {
        Enough enough = new Enough();
        Mono<KeepAliveTrial.Outcome> trial = KeepAliveTrial.of(
                        RtspUri.parse(camera.uri()), JOE, null, false, enough, LONG, goodbye)
                .cache();
        trial.subscribe();
        await().until(() -> camera.requests().contains(hangsAt.name()));
        enough.say();
        return trial;
    }
}
