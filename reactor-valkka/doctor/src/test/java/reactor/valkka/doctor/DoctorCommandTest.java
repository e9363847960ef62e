package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

class DoctorCommandTest {

    private static final CameraScript HEALTHY = CameraScript.usual()
            .withSenderReports()
            .guarded(Credentials.of("joe", "secret"), DigestChallenge.legacy("cam", "n"));

    private final PrintStream standardOut = System.out;
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void leave() {
        System.setOut(standardOut);
        System.setErr(standardError);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String error() {
        return error.toString(StandardCharsets.UTF_8);
    }

    /** A machine that is busy may make the camera look slow, and nothing else. */
    @Test
    void aHealthyCameraEndsWithZeroWhereTheMachineIsNotBusy() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            int status = DoctorCommand.run("--json", "--seconds", "1", camera.uri("joe:secret"));
            List<Symptom> symptoms = Pattern.compile("\"symptom\": \"(\\w+)\"")
                    .matcher(out())
                    .results()
                    .map(found -> Symptom.valueOf(found.group(1)))
                    .toList();
            assertThat(symptoms).isSubsetOf(CameraDoctorTest.OF_A_BUSY_MACHINE);
            boolean healthy =
                    symptoms.stream().allMatch(symptom -> symptom.severity() == Severity.NOTE);
            assertThat(status).isEqualTo(healthy ? 0 : 1);
            assertThat(out())
                    .contains("\"verdict\": \"" + (healthy ? "HEALTHY" : "NEEDS_CARE") + '"');
        }
    }

    @Test
    void reportsForPeopleAndEndsAsItSays() {
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            int status = DoctorCommand.run("--seconds", "1", camera.uri("joe:secret"));
            assertThat(out()).startsWith("Camera " + camera.uri()).contains("\ndoctor: ");
            assertThat(out()).doesNotContain("secret", "\u001b");
            assertThat(status).isEqualTo(out().contains("doctor: healthy") ? 0 : 1);
        }
    }

    @Test
    void anIllCameraEndsWithOneAndReportsForPrograms() {
        CameraScript ill =
                HEALTHY.guarded(Credentials.of("joe", "secret"), new BasicChallenge("cam"));
        try (FakeCamera camera = FakeCamera.start(ill)) {
            String[] arguments = {
                "--json", "--user", "joe", "--password", "secret", "--seconds", "1", camera.uri()
            };
            assertThat(DoctorCommand.run(arguments)).isEqualTo(1);
            assertThat(out())
                    .startsWith("{\n  \"patient\": \"camera\",")
                    .contains("\"verdict\": \"NEEDS_CARE\"", "\"symptom\": \"PASSWORD_IN_CLEAR\"")
                    .endsWith("}\n");
        }
    }

    @Test
    void aCameraThatIsNotThereEndsWithTwo() {
        FakeCamera gone = FakeCamera.start(HEALTHY);
        gone.close();
        assertThat(DoctorCommand.run(gone.uri())).isEqualTo(2);
        assertThat(out()).contains("doctor: could not be examined");
    }

    @Test
    void writesATrace(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trace.txt");
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            DoctorCommand.run(
                    "--seconds", "1", "--trace", file.toString(), camera.uri("joe:secret"));
        }
        assertThat(Files.readString(file)).contains("> DESCRIBE rtsp://").doesNotContain("secret");
    }

    @Test
    void aTraceThatCannotBeWrittenIsSaid(@TempDir Path folder) {
        Path file = folder.resolve("no/such/folder/trace.txt");
        try (FakeCamera camera = FakeCamera.start(HEALTHY)) {
            int status = DoctorCommand.run(
                    "--seconds", "1", "--trace", file.toString(), camera.uri("joe:secret"));
            assertThat(status).isEqualTo(2);
        }
        assertThat(out()).startsWith("Camera ").contains("\ndoctor: ");
        assertThat(error()).contains("the trace could not be written", "no/such/folder");
    }

    @Test
    void examinesThisMachine() {
        assertThat(DoctorCommand.run("--machine")).isBetween(0, 1);
        assertThat(out()).startsWith("This machine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|give a camera, such as rtsp://",
                "http://joe:pw@cam/|an RTSP address begins with rtsp://",
                "rtsp://|no host",
                "--seconds 0 rtsp://c/|--seconds must be 1 to 86400, got 0",
                "--seconds soon rtsp://c/|Invalid value for option '--seconds'",
                "--transport pigeon rtsp://c/|Invalid value for option '--transport'",
                "--trust me rtsps://c/|--trust: ",
                "--user joe rtsp://c/|--user and --password go together",
                "--machine rtsp://c/|--machine examines this machine",
                "--machine --seconds 3|--machine examines this machine",
                "--trace /tmp rtsp://c/|/tmp is a directory",
                "rtsp://c/ rtsp://d/|Unmatched argument",
                "--frobnicate|Unknown option: '--frobnicate'"
            })
    void saysWhatIsWrongWithTheArguments(String arguments, String said) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        assertThat(DoctorCommand.run(words)).isEqualTo(2);
        assertThat(error()).startsWith("valkka doctor: ").contains(said).doesNotContain("pw@");
        assertThat(error().lines()).hasSizeLessThan(3);
        assertThat(out()).isEmpty();
    }

    @Test
    void explainsItself() {
        assertThat(DoctorCommand.run("--help")).isZero();
        assertThat(out())
                .contains("--seconds", "--trace", "Exit status:", "$VALKKA_PASSWORD")
                .doesNotContain("$$");
    }
}
