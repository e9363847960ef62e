package reactor.valkka.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlUrlTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
        rtsp://h/a/,          t1,         rtsp://h/a/t1
        rtsp://h/a,           t1,         rtsp://h/a/t1 rtsp://h/t1
        rtsp://h,             t1,         rtsp://h/t1
        rtsp://h/a?x=1,       t1,         rtsp://h/a?x=1/t1 rtsp://h/t1
        rtsp://h/a/b,         /a/b/t1,    rtsp://h/a/b/t1 rtsp://h/a/b/a/b/t1
        rtsp://h/a,           ?t=1,       rtsp://h/a?t=1
        rtsp://h/a,           *,          rtsp://h/a
        rtsp://h/a,           '',         rtsp://h/a
        rtsp://h/a,           rtsp://g/t, rtsp://g/t
        """)
    void joinsAsServersMeanItAndThenAsTheStandardSays(String base, String control, String urls) {
        assertThat(ControlUrl.candidates(base, control)).containsExactly(urls.split(" ", -1));
    }

    @Test
    void theBaseIsTheFirstAbsoluteOne() {
        assertThat(ControlUrl.base("rtsp://h/r", "rtsp://h/b/", null)).isEqualTo("rtsp://h/b/");
        assertThat(ControlUrl.base("rtsp://h/r", null, "rtsp://h/l")).isEqualTo("rtsp://h/l");
    }

    @Test
    void go2rtc208ContentBaseSaysItsSchemeTwice() {
        assertThat(ControlUrl.base("rtsp://h/r", "rtsp://rtsp://h:554/stream1/", null))
                .isEqualTo("rtsp://h:554/stream1/");
        assertThat(ControlUrl.base("rtsp://h/r", null, "rtsp://RTSP://rtsps://h/s"))
                .isEqualTo("rtsps://h/s");
        assertThat(ControlUrl.candidates("rtsp://h/", "rtsp://rtsp://h/track1"))
                .containsExactly("rtsp://h/track1");
    }

    @Test
    void go2rtc1236VerintControlThatBeginsAtTheRootGetsNoSecondSlash() {
        assertThat(ControlUrl.candidates("rtsp://192.0.2.22/media/1/video/1", "/media/1/video/1"))
                .first()
                .isEqualTo("rtsp://192.0.2.22/media/1/video/1");
    }

    @Test
    void anjvisionContentBaseWithoutSchemeIsLeftOut() {
        assertThat(ControlUrl.base("rtsp://h/r", "10.0.0.7/stream/", null)).isEqualTo("rtsp://h/r");
    }
}
