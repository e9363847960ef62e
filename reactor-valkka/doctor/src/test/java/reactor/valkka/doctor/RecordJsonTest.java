package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class RecordJsonTest {

    private record Inner(int number, List<String> texts) {}

    private record Outer(
            String text,
            double rate,
            Duration delay,
            boolean flag,
            @Nullable Inner inner,
            List<Inner> several,
            Severity severity) {}

    @Test
    void writesEachComponentUnderItsName() {
        Outer outer = new Outer(
                "a\"b\\c\n\u001b×\ud83d\ude00",
                29.97,
                Duration.ofMillis(1_500),
                true,
                null,
                List.of(new Inner(-7, List.of()), new Inner(1 << 30, List.of("x", "y"))),
                Severity.NOTE);
        assertThat(RecordJson.write(outer, "patient", "camera")).isEqualTo("""
                        {
                          "patient": "camera",
                          "text": "a\\"b\\\\c\\u000a\\u001b\\u00d7\\ud83d\\ude00",
                          "rate": 29.97,
                          "delaySeconds": 1.5,
                          "flag": true,
                          "inner": null,
                          "several": [
                            {
                              "number": -7,
                              "texts": []
                            },
                            {
                              "number": 1073741824,
                              "texts": [
                                "x",
                                "y"
                              ]
                            }
                          ],
                          "severity": "NOTE"
                        }
                        """);
    }

    @Test
    void numbersAreNumbersOfJson() {
        assertThat(RecordJson.write(new Rates(Double.NaN, 0, -0.0, 1e9, 1e-9)))
                .contains(
                        "\"a\": null", "\"b\": 0,", "\"c\": 0,", "\"d\": 1000000000,", "\"e\": 0");
    }

    private record Rates(double a, double b, double c, double d, double e) {}
}
