package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class DeadlinesTest {

    @Test
    void eachCanBeChangedAlone() {
        Duration other = Duration.ofMillis(77);
        Deadlines all = Deadlines.all(Duration.ofSeconds(1));
        assertThat(all.resolve(other).of(Stage.RESOLVE)).isEqualTo(other);
        assertThat(all.connect(other).of(Stage.CONNECT)).isEqualTo(other);
        assertThat(all.describe(other).of(Stage.DESCRIBE)).isEqualTo(other);
        assertThat(all.setup(other).of(Stage.SETUP)).isEqualTo(other);
        assertThat(all.play(other).of(Stage.PLAY)).isEqualTo(other);
        assertThat(all.firstPacket(other).of(Stage.FIRST_PACKET)).isEqualTo(other);
        assertThat(all.firstKeyFrame(other).of(Stage.FIRST_KEY_FRAME)).isEqualTo(other);
        assertThat(all.silence(other).of(Stage.PLAYING)).isEqualTo(other);
        assertThat(all.teardown(other).teardown()).isEqualTo(other);
        assertThat(all.teardown(other).teardown(Duration.ofSeconds(1))).isEqualTo(all);
    }

    @Test
    void arePositiveAndAtMostADay() {
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(1).plusNanos(1))) {
            assertThatThrownBy(() -> Deadlines.DEFAULT.silence(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("silence must be positive and at most a day");
        }
    }
}
