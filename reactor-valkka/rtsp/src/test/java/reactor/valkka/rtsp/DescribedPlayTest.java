package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The life of a session that nobody asks for, in time that is given. */
class DescribedPlayTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final String PLACE = "239.1.1.7:5004";

    private final DescribedPlay play =
            new DescribedPlay(Deadlines.DEFAULT, Duration.ofSeconds(5), PLACE, 0);

    private List<SessionAction> actions() {
        List<SessionAction> actions = new ArrayList<>();
        for (SessionAction next = play.poll(); next != null; next = play.poll()) {
            actions.add(next);
        }
        return actions;
    }

    /** Lets time pass as a driver does, up to an action. */
    private List<SessionAction> afterWaiting() {
        List<SessionAction> actions = actions();
        while (actions.isEmpty() && play.wakeNanos() != Long.MAX_VALUE) {
            play.onTime(play.wakeNanos());
            actions = actions();
        }
        return actions;
    }

    private RtspException failure(List<SessionAction> actions) {
        assertThat(actions).hasSize(2);
        assertThat(actions.get(1)).isEqualTo(new SessionAction.Close());
        assertThat(play.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        return ((SessionAction.Failed) actions.get(0)).error();
    }

    private void begin() {
        play.onListening(0);
        play.onMedia(SECOND);
        play.onKeyFrame(SECOND);
        assertThat(actions()).containsExactly(new SessionAction.Playing());
        assertThat(play.stage()).isEqualTo(Stage.PLAYING);
    }

    @Test
    void itPlaysWithTheFirstPacket() {
        play.onListening(0);
        assertThat(play.stage()).isEqualTo(Stage.FIRST_PACKET);
        play.onMedia(SECOND);
        assertThat(play.stage()).isEqualTo(Stage.FIRST_KEY_FRAME);
        play.onMedia(SECOND);
        play.onKeyFrame(SECOND);
        assertThat(play.stage()).isEqualTo(Stage.PLAYING);
        assertThat(actions()).containsExactly(new SessionAction.Playing());
    }

    @Test
    void aKeyFrameOfOnePacketIsTheBeginningToo() {
        play.onListening(0);
        play.onKeyFrame(SECOND);
        play.onMedia(SECOND);
        assertThat(play.stage()).isEqualTo(Stage.PLAYING);
    }

    @Test
    void aPacketMayComeBeforeAllPortsAreOpen() {
        play.onMedia(SECOND);
        play.onListening(2 * SECOND);
        assertThat(play.stage()).isEqualTo(Stage.FIRST_KEY_FRAME);
        assertThat(actions()).containsExactly(new SessionAction.Playing());
    }

    @Test
    void nothingComesAndThatIsSaid() {
        play.onListening(0);
        assertThat(afterWaiting()).containsExactly(new SessionAction.Report());
        RtspException error = failure(afterWaiting());
        assertThat(error)
                .isInstanceOf(RtspTimeoutException.class)
                .hasMessage("no packet came within 10000 ms (FIRST_PACKET, 239.1.1.7:5004)");
        assertThat(error.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void packetsWithoutAKeyFrameAreSaid() {
        play.onListening(0);
        play.onMedia(SECOND);
        assertThat(actions()).hasSize(1);
        play.onTime(21 * SECOND);
        assertThat(failure(actions()).getMessage())
                .startsWith("packets came, but no key frame within 20000 ms");
    }

    @Test
    void silenceEndsIt() {
        begin();
        play.onMedia(4 * SECOND);
        play.onTime(13 * SECOND);
        assertThat(actions()).containsExactly(new SessionAction.Report());
        play.onTime(14 * SECOND);
        RtspException error = failure(actions());
        assertThat(error.stage()).isEqualTo(Stage.PLAYING);
        assertThat(error.getMessage()).startsWith("no packet for 10000 ms");
    }

    @Test
    void aGoodbyeEndsIt() {
        begin();
        play.onBye(2 * SECOND);
        assertThat(failure(actions()))
                .isInstanceOf(RtspConnectionException.class)
                .hasMessageStartingWith("the sender ended the stream");
    }

    @Test
    void aPortThatIsTakenEndsIt() {
        play.onNoWay(new IOException("bind(..) failed: Address already in use"), SECOND);
        assertThat(failure(actions()))
                .hasMessage(
                        "cannot be listened to: Address already in use (SETUP, 239.1.1.7:5004)");
    }

    @Test
    void whoLeavesHearsNothingMore() {
        begin();
        play.leave();
        play.onBye(3 * SECOND);
        play.onTime(99 * SECOND);
        assertThat(actions()).containsExactly(new SessionAction.Close());
    }
}
