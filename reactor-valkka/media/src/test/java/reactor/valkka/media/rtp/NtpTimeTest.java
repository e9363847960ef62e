package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

final class NtpTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1968-01-20T03:14:08Z",
                "2026-11-21T12:00:00Z",
                "2036-02-07T06:28:15Z",
                "2036-02-07T06:28:17Z",
                "2100-01-01T00:00:00Z"
            })
    void timesAreReadAsTheyWereWritten(String text) {
        long nanos = TimeUnit.SECONDS.toNanos(Instant.parse(text).getEpochSecond());
        assertThat(NtpTime.epochNanos(NtpTime.timestamp(nanos))).isEqualTo(nanos);
    }
}
