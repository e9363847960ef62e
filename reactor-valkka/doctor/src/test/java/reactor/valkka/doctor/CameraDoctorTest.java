package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.publisher.Mono;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.Faults;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was planted is found, and nothing else. */
class CameraDoctorTest {

    static final Duration SOON = Duration.ofSeconds(60);
    static final Set<Symptom> OF_A_BUSY_MACHINE = Set.of(
            Symptom.ANSWERS_SLOW,
            Symptom.JITTER_HIGH,
            Symptom.PICTURES_UNEVEN,
            Symptom.FIRST_PICTURE_LATE);
    private static final Pattern PICTURE_ENDS =
            Pattern.compile("(?m)^ *([0-9.]+) +< track 0 rtp type 96 marker ");
    static final Credentials JOE = Credentials.of("joe", "s3cr#t@w%rd/");
    static final CameraScript HEALTHY = CameraScript.usual()
            .withSenderReports()
            .guarded(JOE, DigestChallenge.modern("cam", "n", DigestAlgorithm.SHA_256));

    static CameraDoctor doctor(FakeCamera camera) {
        return doctor(camera.uri()).watch(Duration.ofMillis(2_500));
    }

    static CameraDoctor doctor(String uri) {
        return CameraDoctor.of(uri).transports(RtspTransport.TCP);
    }

    static CameraReport examine(CameraDoctor doctor) {
        return Objects.requireNonNull(doctor.examine().block(SOON));
    }

    /** Until pictures of that many seconds came, in no less time, and were seen. */
    private static CameraReport examineFor(double seconds, CameraDoctor doctor) {
        Enough enough = new Enough();
        Mono<CameraReport> report =
                doctor.watch(Duration.ofHours(1)).examine(enough).cache();
        report.subscribe();
        await().atMost(SOON).until(() -> {
            List<Double> ends = PICTURE_ENDS
                    .matcher(doctor.trace().print())
                    .results()
                    .map(line -> Double.parseDouble(line.group(1)))
                    .toList();
            // The last picture may not have been seen yet, and the one before began earlier.
            int last = ends.size() - 3;
            return last > 25 * seconds && ends.get(last) - ends.get(0) > seconds;
        });
        enough.say();
        return Objects.requireNonNull(report.block(SOON));
    }

    /** Without those that a busy machine brings about; {@link StreamChecksTest} plants them. */
    static List<Symptom> symptoms(CameraReport report) {
        return report.findings().stream()
                .map(Finding::symptom)
                .filter(symptom -> !OF_A_BUSY_MACHINE.contains(symptom))
                .toList();
    }

    static String seen(CameraReport report, Symptom symptom) {
        return report.findings().stream()
                .filter(finding -> finding.symptom() == symptom)
                .map(Finding::seen)
                .findFirst()
                .orElse("");
    }

    @Test
    void findsNothingInAHealthyCamera() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            CameraReport report = examine(
                    doctor(camera).credentials(JOE.user(), JOE.password()).countSessions(3));
            assertThat(symptoms(report)).isEmpty();
            assertThat(report.login())
                    .isEqualTo(new CameraReport.Login(
                            true, List.of("Digest SHA-256"), "Digest SHA-256"));
            assertThat(report.offers())
                    .containsExactly(new CameraReport.Offer(
                            0, "video", "H264", 96, 90_000, "sendrecv", true));
            assertThat(report.sessions()).isEqualTo(3);
            assertThat(report.keepAlives())
                    .isEqualTo(new CameraReport.KeepAlives(
                            List.of(
                                    "OPTIONS",
                                    "DESCRIBE",
                                    "SETUP",
                                    "PLAY",
                                    "TEARDOWN",
                                    "GET_PARAMETER"),
                            List.of("GET_PARAMETER", "OPTIONS", "SET_PARAMETER"),
                            List.of(),
                            60));
            assertThat(report.configuration())
                    .containsExactly(
                            "RtspSource camera = RtspSource.create(\"" + camera.uri() + "\")",
                            "        .credentials(\"joe\", password)",
                            "        .transport(RtspTransport.TCP);");
            healthyFigures(report);
        }
    }

    private static void healthyFigures(CameraReport report) {
        CameraReport.Pictures pictures = Objects.requireNonNull(report.pictures());
        assertThat(pictures.codec()).isEqualTo("H264");
        assertThat(pictures.width()).isEqualTo(320);
        assertThat(pictures.height()).isEqualTo(180);
        assertThat(pictures.perSecond()).isBetween(24.5, 25.5);
        assertThat(pictures.declaredPerSecond()).isEqualTo(25);
        assertThat(pictures.keyFrameSeconds()).isBetween(0.99, 1.01);
        assertThat(pictures.keyFrameUnits()).isEqualTo(25);
        assertThat(pictures.reordered()).isFalse();
        assertThat(pictures.parameterSets()).isEqualTo("SDP and in band");
        CameraReport.Delivery delivery = Objects.requireNonNull(report.delivery());
        assertThat(delivery.packets()).isGreaterThan(100);
        assertThat(delivery.lost()).isZero();
        assertThat(delivery.firstPictureSeconds()).isPositive();
        assertThat(report.clock().senderReports()).isPositive();
        assertThat(report.clock().aheadSeconds()).isBetween(-1.0, 1.0);
        assertThat(report.clock().policy()).isEqualTo("SMART");
    }

    @Test
    void findsWhatIsWrongWithACameraOutOfTheBox() {
        CameraScript script = CameraScript.usual()
                .video(CameraVideo.synthetic(500, 500, 20_000, 2_000))
                .guarded(JOE, new BasicChallenge("cam"))
                .session("1;timeout=10");
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examineFor(5, doctor(camera.uri("joe:s3cr#t@w%rd/")));
            assertThat(symptoms(report))
                    .containsExactlyInAnyOrder(
                            Symptom.KEY_FRAMES_RARE,
                            Symptom.PASSWORD_IN_CLEAR,
                            Symptom.NO_SENDER_REPORTS,
                            Symptom.SESSION_TIMEOUT_SHORT);
            assertThat(report.verdict()).isEqualTo(Verdict.NEEDS_CARE);
            Matcher rare = Pattern.compile("a key frame every at least (\\d+\\.\\d) s")
                    .matcher(seen(report, Symptom.KEY_FRAMES_RARE));
            assertThat(rare.matches()).isTrue();
            assertThat(Double.parseDouble(rare.group(1))).isBetween(5.0, 20.0);
            assertThat(report.text() + report.json() + report)
                    .contains(camera.uri())
                    .doesNotContain(JOE.password());
        }
    }

    @Test
    void findsWhatIsWrongWithACameraThatDoesNotKeepTheRules() {
        CameraScript script = CameraScript.usual()
                .withSenderReports()
                .description(sdp ->
                        sdp.replace("c=IN IP4 0.0.0.0", "c=IN ").replaceAll("(?m)^s=.*\r\n", "")
                                + "m=application 0 RTP/AVP 107\r\n"
                                + "a=rtpmap:107 vnd.tp-link/90000\r\n")
                .hangAt(RtspMethod.GET_PARAMETER)
                .faults(Faults.seeded(1).marker(Faults.Marker.NEVER));
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(doctor(camera));
            assertThat(symptoms(report))
                    .containsExactlyInAnyOrder(
                            Symptom.SDP_DEFECT,
                            Symptom.TRACK_SET_ASIDE,
                            Symptom.MARKERS_MISSING,
                            Symptom.KEEP_ALIVE_UNANSWERED,
                            Symptom.OPEN_TO_EVERYBODY);
            assertThat(seen(report, Symptom.SDP_DEFECT)).contains("c=IN", "no s= line");
            assertThat(seen(report, Symptom.TRACK_SET_ASIDE)).isEqualTo("application vnd.tp-link");
            assertThat(seen(report, Symptom.KEEP_ALIVE_UNANSWERED)).startsWith("GET_PARAMETER");
        }
    }

    @Test
    void findsWhatIsWrongWithACameraThatHasTooMuchToDo() {
        CameraScript script = HEALTHY.video(CameraVideo.synthetic(48, 12, 5_000, 3_000))
                .framesPerSecond(12.5)
                .sessionsMax(1)
                .faults(Faults.seeded(7)
                        .loss(0.02)
                        .sizeChangesEvery(25)
                        .clockJump(1, Duration.ofHours(-3)));
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(doctor(camera.uri())
                    .credentials(JOE.user(), JOE.password())
                    .watch(Duration.ofMillis(5_500))
                    .countSessions(3));
            assertThat(symptoms(report))
                    .containsExactlyInAnyOrder(
                            Symptom.PACKETS_LOST,
                            Symptom.FRAME_RATE_DIFFERS,
                            Symptom.SETUP_CHANGES,
                            Symptom.CLOCK_WRONG,
                            Symptom.CLOCK_STEPPED,
                            Symptom.SESSIONS_FEW);
            assertThat(report.sessions()).isEqualTo(1);
            assertThat(seen(report, Symptom.FRAME_RATE_DIFFERS))
                    .startsWith("25.0 pictures a second are declared, 12.5 come");
            assertThat(seen(report, Symptom.CLOCK_WRONG)).contains("3.0 h behind");
        }
    }

    @Test
    void saysThatACameraIsNotThere() {
        FakeCamera gone = FakeCamera.start(CameraScript.usual());
        gone.close();
        CameraReport report = examine(doctor(gone));
        assertThat(symptoms(report)).containsExactly(Symptom.UNREACHABLE);
        assertThat(report.verdict()).isEqualTo(Verdict.NOT_EXAMINED);
        assertThat(report.text()).contains("Connection refused", "doctor: could not be examined");
    }

    @Test
    void aRefusedLoginIsNotTriedAgain() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            CameraReport report =
                    examine(doctor(camera).credentials("joe", "wrong").countSessions(3));
            assertThat(symptoms(report)).containsExactly(Symptom.LOGIN_REFUSED);
            assertThat(report.verdict()).isEqualTo(Verdict.NOT_EXAMINED);
            assertThat(camera.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void saysThatCredentialsAreMissing() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            assertThat(symptoms(examine(doctor(camera)))).containsExactly(Symptom.LOGIN_MISSING);
        }
    }

    @Test
    void saysThatThePathIsWrong() {
        CameraScript script = CameraScript.usual().answering(RtspMethod.DESCRIBE, 404);
        try (FakeCamera camera = FakeCamera.start(script)) {
            CameraReport report = examine(doctor(camera));
            assertThat(symptoms(report)).containsExactly(Symptom.NOT_DESCRIBED);
            assertThat(report.verdict().exitStatus()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESCRIBE", "SETUP", "PLAY"})
    void saysThatTheCameraIsFull(RtspMethod stage) {
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual().answering(stage, 503))) {
            CameraReport report = examine(doctor(camera));
            assertThat(symptoms(report)).startsWith(Symptom.BUSY);
            assertThat(report.verdict()).isNotEqualTo(Verdict.HEALTHY);
        }
    }

    @Test
    void saysThatTheUserMayNotWatch() {
        CameraScript script = CameraScript.usual().answering(RtspMethod.DESCRIBE, 403);
        try (FakeCamera camera = FakeCamera.start(script)) {
            assertThat(symptoms(examine(doctor(camera)))).containsExactly(Symptom.LOGIN_REFUSED);
        }
    }

    @Test
    void saysThatNothingComes() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.silent())) {
            CameraReport report = examine(doctor(camera)
                    .credentials(JOE.user(), JOE.password())
                    .deadlines(Deadlines.DEFAULT.firstPacket(Duration.ofMillis(500))));
            assertThat(symptoms(report)).containsExactly(Symptom.NO_MEDIA);
            assertThat(report.verdict()).isEqualTo(Verdict.NEEDS_CARE);
        }
    }

    @Test
    void saysThatNoKeyFrameComes() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.withoutKeyFrames())) {
            CameraReport report = examine(doctor(camera)
                    .credentials(JOE.user(), JOE.password())
                    .deadlines(Deadlines.DEFAULT.firstKeyFrame(Duration.ofSeconds(1))));
            assertThat(symptoms(report)).containsExactly(Symptom.NO_KEY_FRAME);
        }
    }

    @Test
    void saysThatTheStreamBroke() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY.closeAfter(30))) {
            CameraReport report = examine(doctor(camera).credentials(JOE.user(), JOE.password()));
            assertThat(symptoms(report)).containsExactly(Symptom.STREAM_BROKE);
        }
    }

    @Test
    void leavesNoConnectionBehindWhenItIsCancelled() {
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual())) {
            doctor(camera)
                    .examine()
                    .timeout(Duration.ofMillis(700))
                    .onErrorComplete()
                    .block(SOON);
            await().until(() -> camera.connectionsOpen() == 0);
        }
    }

    @Test
    void keepsATraceWithoutThePassword() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            CameraDoctor doctor = doctor(camera)
                    .credentials(JOE.user(), JOE.password())
                    .watch(Duration.ofMillis(300));
            examine(doctor);
            assertThat(doctor.trace().print())
                    .contains("DESCRIBE rtsp://", "< RTSP/1.0 200 OK", "rtp type 96")
                    .doesNotContain(JOE.password());
        }
    }

    @Test
    void refusesNonsense() {
        CameraDoctor doctor = CameraDoctor.of("rtsp://127.0.0.1/x");
        assertThatThrownBy(() -> doctor.watch(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive");
        assertThatThrownBy(doctor::transports).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> doctor.countSessions(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CameraDoctor.of("http://joe:secret@cam/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
