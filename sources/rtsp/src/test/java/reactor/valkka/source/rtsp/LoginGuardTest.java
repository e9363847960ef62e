package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.Stage;

import java.time.Duration;
import java.util.Objects;

/** One login after the other, and none after a refusal. */
class LoginGuardTest {

    private static final LoginGuard.Account ACCOUNT = account("secret");
    private static final Duration WAIT = Duration.ofMinutes(30);

    private long now = 1_000;
    private final LoginGuard guard = new LoginGuard(() -> now);

    private static LoginGuard.Account account(String password) {
        return new LoginGuard.Account("10.0.0.7:554", Credentials.of("admin", password));
    }

    private static RtspAuthenticationException refusal() {
        return new RtspAuthenticationException(
                Authenticator.Verdict.REFUSED, Stage.DESCRIBE, "10.0.0.7:554");
    }

    private final class Stream implements LoginGuard.Applicant {
        LoginGuard.@Nullable Attempt attempt;

        @Nullable
        Duration remaining;

        int pardons;

        boolean apply(LoginGuard.Account account) {
            return guard.apply(account, this);
        }

        @Override
        public void mayLogIn(LoginGuard.Attempt allowed) {
            attempt = allowed;
        }

        @Override
        public void refused(RtspAuthenticationException before, Duration wait) {
            remaining = wait;
        }

        @Override
        public void pardoned() {
            pardons++;
        }

        LoginGuard.Attempt attempt() {
            return Objects.requireNonNull(attempt);
        }
    }

    private Stream applying() {
        Stream stream = new Stream();
        stream.apply(ACCOUNT);
        return stream;
    }

    @Test
    void whileOneStreamLogsInTheOthersOfTheDeviceWait() {
        Stream first = applying();
        Stream second = new Stream();
        assertThat(second.apply(ACCOUNT)).isTrue();
        assertThat(second.attempt).isNull();
        first.attempt().granted();
        assertThat(second.attempt).isNotNull();
        assertThat(applying().attempt).isNotNull();
    }

    @Test
    void afterARefusalNobodyTriesUntilTheWaitIsOver() {
        Stream first = applying();
        Stream second = applying();
        first.attempt().refused(refusal(), WAIT);
        assertThat(second.attempt).isNull();
        assertThat(second.remaining).isEqualTo(WAIT);
        now += Duration.ofMinutes(29).toNanos();
        assertThat(applying().remaining).isEqualTo(Duration.ofMinutes(1));
        now += Duration.ofMinutes(1).toNanos();
        assertThat(applying().attempt).isNotNull();
        assertThat(applying().attempt).as("one at a time again").isNull();
    }

    @Test
    void otherCredentialsAndOtherDevicesAreNotHeldBack() {
        applying().attempt().refused(refusal(), WAIT);
        Stream corrected = new Stream();
        assertThat(corrected.apply(account("another"))).isFalse();
        assertThat(corrected.attempt).isNotNull();
        Stream elsewhere = new Stream();
        elsewhere.apply(new LoginGuard.Account("10.0.0.8:554", ACCOUNT.credentials()));
        assertThat(elsewhere.attempt).isNotNull();
    }

    @Test
    void anAttemptThatNeverGotThereLetsTheNextOneTry() {
        Stream first = applying();
        Stream second = applying();
        Stream third = applying();
        first.attempt().dispose();
        assertThat(second.attempt).isNotNull();
        assertThat(third.attempt).isNull();
        second.attempt().dispose();
        assertThat(third.attempt).isNotNull();
    }

    @Test
    void whoWasLetInWithoutCredentialsLetsTheNextOneTryAndProvesNothing() {
        Stream first = applying();
        Stream second = applying();
        Stream third = applying();
        first.attempt().over();
        assertThat(second.attempt).isNotNull();
        assertThat(third.attempt).as("nothing is proven").isNull();
        second.attempt().refused(refusal(), WAIT);
        assertThat(third.remaining).isEqualTo(WAIT);
        first.attempt().dispose();
        assertThat(applying().remaining).isEqualTo(WAIT);
    }

    @Test
    void whenTheLastStreamHasEndedTheProofIsGone() {
        Stream first = applying();
        first.attempt().granted();
        Stream second = applying();
        second.attempt().granted();
        first.attempt().dispose();
        first.attempt().dispose();
        assertThat(applying().attempt).isNotNull();
        second.attempt().dispose();
        assertThat(applying().attempt).isNotNull();
        assertThat(applying().attempt).isNull();
    }

    @Test
    void aRefusalBesideAStreamThatPlaysIsForOneStreamOnly() {
        applying().attempt().granted();
        applying().attempt().refused(refusal(), WAIT);
        assertThat(applying().attempt).isNotNull();
    }

    @Test
    void whoGivesUpWaitsNoMore() {
        Stream first = applying();
        Stream second = applying();
        guard.giveUp(ACCOUNT, second);
        first.attempt().granted();
        assertThat(second.attempt).isNull();
    }

    @Test
    void aForgivenRefusalIsTriedAtOnce() {
        applying().attempt().refused(refusal(), WAIT);
        guard.forgive(ACCOUNT);
        assertThat(applying().attempt).isNotNull();
    }

    @Test
    void whoWasRefusedComesAgainWhenAnotherStreamIsLetIn() {
        Stream refused = applying();
        refused.attempt().refused(refusal(), WAIT);
        Stream withheld = applying();
        Stream gone = applying();
        guard.giveUp(ACCOUNT, gone);
        guard.forgive(ACCOUNT);
        Stream corrected = applying();
        assertThat(withheld.pardons).as("nothing is proven").isZero();
        corrected.attempt().granted();
        corrected.attempt().granted();
        assertThat(refused.pardons).isEqualTo(1);
        assertThat(withheld.pardons).isEqualTo(1);
        assertThat(gone.pardons).isZero();
    }

    @Test
    void aRefusalBesideProvenCredentialsIsNotPardonedAgainAndAgain() {
        Stream good = applying();
        good.attempt().granted();
        Stream forbidden = applying();
        forbidden.attempt().refused(refusal(), WAIT);
        applying().attempt().granted();
        assertThat(forbidden.pardons).isZero();
    }

    @Test
    void noTextShowsThePassword() {
        assertThat(ACCOUNT.toString()).contains("admin").doesNotContain("secret");
    }
}
