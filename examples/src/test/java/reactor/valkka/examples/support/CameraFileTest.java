package reactor.valkka.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.examples.support.CameraFile.Camera;
import reactor.valkka.examples.support.CameraFile.Login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class CameraFileTest {
    private static final String DOOR = "cameras:\n- path: /door\n  address: rtsp://192.0.2.7/a\n";

    private final Path file;

    CameraFileTest(@TempDir Path folder) {
        file = folder.resolve("cameras.yaml");
    }

    private CameraFile read(String text) {
        try {
            return CameraFile.read(Files.writeString(file, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsWhatIsSaidAndKnowsTheRest() {
        assertThat(read(DOOR))
                .isEqualTo(new CameraFile(
                        "127.0.0.1",
                        8554,
                        null,
                        Duration.ofSeconds(10),
                        List.of(new Camera("/door", "rtsp://192.0.2.7/a", null))));
        CameraFile all = read("host: 0.0.0.0\nport: 9000\nlinger: 60\nuser: viewer\n"
                + "password: 12345\n" + DOOR + "  user: admin\n  password: 'a: #b'\n");
        assertThat(all.host()).isEqualTo("0.0.0.0");
        assertThat(all.port()).isEqualTo(9000);
        assertThat(all.linger()).isEqualTo(Duration.ofMinutes(1));
        assertThat(all.readers()).isEqualTo(new Login("viewer", "12345"));
        assertThat(all.cameras().get(0).login()).isEqualTo(new Login("admin", "a: #b"));
        assertThat(all.toString()).doesNotContain("12345", "#b");
    }

    /** Dollars stand for the ends of lines. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | cameras.yaml: is empty",
                "cameras | line 1: expected 'cameras:'",
                "port: 9000 | line 1: 'cameras' is missing",
                "port: many$cameras: [] | line 1: 'port' is a number from 0 to 65535",
                "cameras: [] | line 1: expected a list behind",
                "cameras: door | line 1: expected a list behind",
                "cameras:$- door | line 2: expected a list behind",
                "cameras:$- path: /door | line 2: 'address' is missing",
                "cameras:$- path: door | line 2: a path is like /door",
                "cameras:$- path: /a$  address: http://b/c | line 3: expected an address",
                "cameras:$- path: /door/ | line 2: a path is like /door",
                "cameras:$- path: /a$  path: /b | line 3: 'path' is said twice",
                "cameras:$- path: [a] | line 2: expected one word",
                "cameras:$- {path: /a, address: rtsp://b/c}$- path: /a | line 3: another camera",
                "cameras:$- {path: /a, address: rtsp://b/c, user: u} | 'password' is missing",
                "port: 1$cameras: {{{ | no YAML; signs such as",
                "? [a]$: b | line 1: expected a word"
            })
    void refusesNonsenseAndSaysWhere(String text, String message) {
        assertThatThrownBy(() -> read(text.replace('$', '\n')))
                .isInstanceOf(CameraFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> read("prot: 9000\n" + DOOR))
                .isInstanceOf(CameraFileException.class)
                .hasMessage("cameras.yaml, line 1: 'prot' is not known here, only [host, port,"
                        + " linger, user, password, cameras]");
    }

    @Test
    void noMessageTellsAPassword() {
        for (String secret : List.of("s3cret: x: y", "[s3cret", "\"s3cret", "*s3cret")) {
            assertThatThrownBy(() -> read("user: a\npassword: " + secret + "\n" + DOOR))
                    .isInstanceOf(CameraFileException.class)
                    .hasMessageContaining("line")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aListThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> CameraFile.read(file))
                .hasMessage("cameras.yaml: there is no such file");
    }
}
