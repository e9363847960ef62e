package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class NetworkReasonTest {

    private static String reason(String message) {
        return NetworkReason.of(new IOException(message));
    }

    @Test
    void leavesOutSystemCallAndAddress() {
        String refused = ": Connection refused";
        assertThat(reason("finishConnect(..) failed with error(-111): Connection refused:"
                        + " /127.0.0.1:1"))
                .isEqualTo(refused);
        assertThat(reason("Connection refused: /127.0.0.1:1")).isEqualTo(refused);
        assertThat(reason("Connection refused: cam.local/10.0.0.7:554")).isEqualTo(refused);
        assertThat(reason("Connection refused: cam.local/[fe80:0:0:0:0:0:0:1%2]:554"))
                .isEqualTo(refused);
        assertThat(reason("recvAddress(..) failed with error(-104): Connection reset by peer"))
                .isEqualTo(": Connection reset by peer");
        assertThat(reason("recvAddress(..) failed: Connection reset by peer"))
                .isEqualTo(": Connection reset by peer");
    }

    @Test
    void keepsEveryOtherMessage() {
        String unknown = "Failed to resolve 'cam.invalid' [A(1)]: NXDOMAIN";
        assertThat(reason(unknown)).isEqualTo(": " + unknown);
        assertThat(reason("gone: rtsp://cam/stream")).isEqualTo(": gone: rtsp://cam/stream");
        assertThat(NetworkReason.of(null)).isEmpty();
        assertThat(NetworkReason.of(new IOException())).isEmpty();
    }
}
