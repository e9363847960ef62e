package reactor.valkka.media.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtspUriTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
        rtsp://10.0.0.7/stream1 | 10.0.0.7 | 554 | /stream1 | - | -
        rtsp://cam:8554 | cam | 8554 | ~~ | - | -
        rtsp://u:p@cam/a?b=c | cam | 554 | /a?b=c | u | p
        rtsp://user:pa#ss@w%rd/@10.0.0.7:5554/path | 10.0.0.7 | 5554 | /path | user | pa#ss@w%rd/
        rtsp://user:p@ss/w:rd#%?^@host:554/path | host | 554 | /path | user | p@ss/w:rd#%?^
        rtsp://user:a?b@camera.lan/s | camera.lan | 554 | /s | user | a?b
        rtsp://user:p%40ss%20w@cam/s | cam | 554 | /s | user | p@ss w
        rtsp://admin:123/4@10.0.0.7/s | 10.0.0.7 | 554 | /s | admin | 123/4
        rtsp://admin@cam/s | cam | 554 | /s | admin | ~~
        rtsp://cam/path@2x | cam | 554 | /path@2x | - | -
        rtsp://10.0.0.7:554/user=a&password=p@ss | 10.0.0.7 | 554 | /user=a&password=p@ss | - | -
        rtsp://u:p@cam/path@2x | cam | 554 | /path@2x | u | p
        rtsp://[fe80::1]:8554/s | fe80::1 | 8554 | /s | - | -
        rtsp://u:p:q@[2001:db8::7]/s | 2001:db8::7 | 554 | /s | u | p:q
        RTSPS://cam/s | cam | 322 | /s | - | -
        """)
    void readsAddressesAsPeopleWriteThem(
            String text, String host, int port, String path, String user, String password) {
        RtspUri uri = RtspUri.parse(text);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
        assertThat(uri.path()).isEqualTo(path);
        Credentials expected = user == null ? null : Credentials.of(user, password);
        assertThat(uri.credentials()).isEqualTo(expected);
        assertThat(uri.requestUri()).endsWith(path);
        assertThat(RtspUri.parse(uri.requestUri())).isEqualTo(uri.withoutCredentials());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "http://h/s", "rtsp://", "rtsp:///secret", "rtsp://u:secret@", "cam"})
    void refusesWhatHasNoHostWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> RtspUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void textNeverShowsCredentials() {
        RtspUri uri = RtspUri.parse("rtsp://joe:hidden@10.0.0.7/s");
        assertThat(uri.toString()).isEqualTo("rtsp://10.0.0.7/s");
        assertThat(uri.requestUri()).isEqualTo("rtsp://10.0.0.7/s");
        assertThat(uri.peer()).isEqualTo("10.0.0.7:554");
    }

    @Test
    void textHidesPasswordsThatVendorsPutIntoThePath() {
        String path = "rtsp://10.0.0.7/user=a_password=hidden_channel=1_stream=0.sdp?real";
        assertThat(RtspUri.parse(path).toString())
                .isEqualTo("rtsp://10.0.0.7/user=a_password=***_channel=1_stream=0.sdp?real");
        assertThat(RtspUri.redact("rtsp://h/s?pwd=hidden&x=1")).isEqualTo("rtsp://h/s?pwd=***&x=1");
        assertThat(RtspUri.parse(path).requestUri()).isEqualTo(path);
    }
}
