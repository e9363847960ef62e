package reactor.valkka.media.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;

class RtspTextTest {

    private static @Nullable RtspMessage parse(String text) {
        return RtspText.parseHead(text.getBytes(StandardCharsets.UTF_8), RtspLimits.DEFAULT);
    }

    private static RtspMessage some(String text) {
        return Objects.requireNonNull(parse(text));
    }

    @Test
    void readsARequestAndPrintsItBack() {
        String text = "DESCRIBE rtsp://10.0.0.7/s RTSP/1.0\r\nCSeq: 2\r\nAccept: a/b\r\n\r\n";
        RtspRequest request = (RtspRequest) some(text);
        assertThat(request.is(RtspMethod.DESCRIBE)).isTrue();
        assertThat(request.uri()).isEqualTo("rtsp://10.0.0.7/s");
        assertThat(request.cseq()).isEqualTo(2);
        assertThat(new String(request.encode(), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void readsAResponseWhateverTheCaseOfItsHeaders() {
        RtspResponse response =
                (RtspResponse) some("RTSP/1.0 200 OK\r\ncseq:  7 \r\ncontent-length: 12\r\n\r\n");
        assertThat(response.isSuccess()).isTrue();
        assertThat(response.cseq()).isEqualTo(7);
        assertThat(response.contentLength()).isEqualTo(12);
    }

    @Test
    void acceptsLoneLineFeedsFoldedLinesAndLinesWithoutColon() {
        RtspMessage message = some("RTSP/1.0 401 No\nA: one\n two\nnonsense\nB : three  \n\n");
        assertThat(message.headers().first("a")).isEqualTo("one two");
        assertThat(message.headers().first("b")).isEqualTo("three");
        assertThat(message.headers().size()).isEqualTo(2);
    }

    @Test
    void aHeaderMayBeFoldedManyTimes() {
        RtspMessage message = some("RTSP/1.0 200 OK\n x\nA: 1\n" + " 2\n".repeat(900) + "B: 3\n\n");
        assertThat(message.headers().first("A")).isEqualTo("1" + " 2".repeat(900));
        assertThat(message.headers().first("B")).isEqualTo("3");
    }

    @Test
    void acceptsAResponseWithoutReason() {
        assertThat(((RtspResponse) some("RTSP/1.0 404\r\n\r\n")).status()).isEqualTo(404);
    }

    @Test
    void refusesWhatIsNoMessageAndWhatIsTooLarge() {
        assertThat(parse("HTTP/1.1 200 OK\r\n\r\n")).isNull();
        assertThat(parse("RTSP/1.0 abc\r\n\r\n")).isNull();
        assertThat(parse("\r\n\r\n")).isNull();
        assertThat(parse("RTSP/1.0 200 OK\r\nA: " + "x".repeat(17_000) + "\r\n\r\n"))
                .isNull();
        assertThat(parse("RTSP/1.0 200 OK\r\n" + "A: b\r\n".repeat(65) + "\r\n"))
                .isNull();
    }

    @Test
    void writesContentLengthForABody() {
        byte[] bytes = RtspResponse.of(200).withBody(new byte[] {'h', 'i'}).encode();
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("RTSP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    }

    @Test
    void refusesLineBreaksInHeadersAndRequestLines() {
        RtspRequest request = RtspRequest.of(RtspMethod.OPTIONS, "rtsp://h/\r\nEvil: yes");
        assertThatThrownBy(request::encode).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RtspHeaders.empty().plus("A", "b\nC: d"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hidesAuthorizationWhenPrintedForPeople() {
        RtspRequest request = RtspRequest.of(
                        RtspMethod.OPTIONS, "rtsp://h/user=a_password=secret_channel=1")
                .header("Authorization", "Basic c2VjcmV0");
        assertThat(request.toString()).doesNotContain("secret").doesNotContain("c2VjcmV0");
    }

    @Test
    void anyBytesGiveAMessageOrNothing() {
        Random random = new Random(42);
        byte[] seed = "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 9\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seed.clone();
            for (int j = random.nextInt(6); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            RtspMessage message = RtspText.parseHead(bytes, RtspLimits.DEFAULT);
            assertThat(message == null || message.contentLength() >= 0).isTrue();
        }
    }
}
