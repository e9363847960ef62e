package reactor.valkka.rtsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspResponse;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

class AccessTest {
    private static final Credentials RIGHT = Credentials.of("admin", "s3cret-Pa55");
    private static final Credentials WRONG = Credentials.of("admin", "guess");
    private static final String TRACK = Conversation.URI + "/trackID=0";

    private final Conversation.Server server = new Conversation.Server();
    private Conversation client = new Conversation(server, "192.0.2.7");

    @BeforeEach
    void guard() {
        server.global = RIGHT;
    }

    private static Authenticator answering(RtspResponse refusal, Credentials who) {
        Authenticator authenticator = new Authenticator(who, () -> "0a4f113b");
        assertThat(authenticator.onUnauthorized(refusal)).isEqualTo(Authenticator.Verdict.RETRY);
        return authenticator;
    }

    private static String header(Authenticator authenticator, String method, String uri) {
        return "Authorization: " + Objects.requireNonNull(authenticator.header(method, uri));
    }

    private Authenticator loggedIn() {
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);
        assertThat(refusal.status()).isEqualTo(401);
        Authenticator authenticator = answering(refusal, RIGHT);
        assertThat(describe(authenticator).status()).isEqualTo(200);
        return authenticator;
    }

    private RtspResponse describe(Authenticator authenticator) {
        return client.ask(
                "DESCRIBE", Conversation.URI, header(authenticator, "DESCRIBE", Conversation.URI));
    }

    @Test
    void theStrongestDigestIsNamedFirstAndMd5BehindIt() {
        List<String> offers =
                client.ask("DESCRIBE", Conversation.URI).headers().all("WWW-Authenticate");

        assertThat(offers).hasSize(3);
        assertThat(offers.get(0))
                .startsWith("Digest realm=\"cameras\", nonce=\"")
                .contains("algorithm=SHA-256", "qop=\"auth\"");
        assertThat(offers.get(1)).contains("algorithm=MD5");
        assertThat(offers.get(2)).startsWith("Basic ");
    }

    @ParameterizedTest
    @EnumSource(
            value = DigestAlgorithm.class,
            names = {"MD5", "SHA_256"})
    void theRightPasswordPassesWithEachAlgorithm(DigestAlgorithm algorithm) {
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);
        for (String offer : refusal.headers().all("WWW-Authenticate")) {
            if (offer.contains("algorithm=" + algorithm.token())) {
                Authenticator client5 =
                        answering(RtspResponse.of(401).header("WWW-Authenticate", offer), RIGHT);
                assertThat(describe(client5).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void clientsThatKnowNoQopPass() {
        DigestChallenge offer = digest(client.ask("DESCRIBE", Conversation.URI));
        DigestChallenge old = DigestChallenge.legacy(offer.realm(), offer.nonce());

        Authenticator authenticator =
                answering(RtspResponse.of(401).header("WWW-Authenticate", old.print()), RIGHT);

        assertThat(describe(authenticator).status()).isEqualTo(200);
        assertThat(describe(authenticator).status()).isEqualTo(200);
    }

    private static DigestChallenge digest(RtspResponse refusal) {
        return (DigestChallenge) AuthChallenge.parseAll(refusal.headers().all("WWW-Authenticate"))
                .get(0);
    }

    @Test
    void basicPassesWhereItIsOffered() {
        assertThat(client.ask(
                                "DESCRIBE",
                                Conversation.URI,
                                "Authorization: Basic YWRtaW46czNjcmV0LVBhNTU=")
                        .status())
                .isEqualTo(200);
        assertThat(client.ask("DESCRIBE", Conversation.URI, "Authorization: Basic YWRtaW46Z3Vlc3M=")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Digest",
                "Digest username=\"admin\"",
                "Bearer x",
                "Basic !!!",
                "Digest username=\"admin\", realm=\"cameras\", nonce=\"x\", uri=\"*\","
                        + " response=\"0\", algorithm=SHA-512-256",
                "Digest username=\"admin\", realm=\"cameras\", nonce=\"x\","
                        + " uri=\"rtsp://192.0.2.1:8554/site/door\", response=\"0\", qop=auth-int"
            })
    void whatProvesNothingIsRefused(String value) {
        assertThat(client.ask("DESCRIBE", Conversation.URI, "Authorization: " + value)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void withoutAProofUnknownPathsLookLikeKnownOnes() {
        RtspResponse known = client.ask("DESCRIBE", Conversation.URI);
        RtspResponse unknown = client.ask("DESCRIBE", "rtsp://h/yard");

        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.headers().all("WWW-Authenticate"))
                .isEqualTo(known.headers().all("WWW-Authenticate"));
        Authenticator authenticator = answering(unknown, RIGHT);
        String proof = header(authenticator, "DESCRIBE", "rtsp://h/yard");
        assertThat(client.ask("DESCRIBE", "rtsp://h/yard", proof).status()).isEqualTo(404);
    }

    @Test
    void aMountOfItsOwnTakesNoOtherPassword() {
        server.own = Credentials.of("guest", "other");
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);

        assertThat(describe(answering(refusal, RIGHT)).status()).isEqualTo(401);
        assertThat(describe(answering(refusal, Credentials.of("guest", "other")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aWholeSessionNeedsAProofWhereItBeginsAndNoneToStayAlive() {
        Authenticator who = loggedIn();
        String transport = "Transport: RTP/AVP;client_port=4588-4589";
        assertThat(client.ask("SETUP", TRACK, transport).status()).isEqualTo(401);
        RtspResponse setup = client.ask("SETUP", TRACK, transport, header(who, "SETUP", TRACK));
        String session = Conversation.session(setup);
        assertThat(client.ask("PLAY", Conversation.URI, session).status()).isEqualTo(401);
        String proof = header(who, "PLAY", Conversation.URI);
        assertThat(client.ask("PLAY", Conversation.URI, session, proof).status())
                .isEqualTo(200);

        assertThat(client.ask("OPTIONS", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.ask("GET_PARAMETER", Conversation.URI, session).status())
                .isEqualTo(200);
        assertThat(client.ask("TEARDOWN", Conversation.URI, session).status()).isEqualTo(200);
    }

    @Test
    void aSessionIsContinuedFromAnotherConnectionOnlyByWhoProvesToBeItsOwner() {
        Authenticator who = loggedIn();
        String transport = "Transport: RTP/AVP;client_port=4588-4589";
        String session = Conversation.session(
                client.ask("SETUP", TRACK, transport, header(who, "SETUP", TRACK)));
        client = new Conversation(server, "192.0.2.7");

        assertThat(client.ask("TEARDOWN", Conversation.URI, session).status()).isEqualTo(401);
        assertThat(server.sessions).hasSize(1);
        Authenticator again = loggedIn();
        String proof = header(again, "TEARDOWN", Conversation.URI);
        assertThat(client.ask("TEARDOWN", Conversation.URI, session, proof).status())
                .isEqualTo(200);
    }

    @Test
    void anOldNonceIsToldFromAWrongPassword() {
        Authenticator who = loggedIn();
        server.now += Duration.ofMinutes(6).toNanos();

        RtspResponse refusal = describe(who);

        assertThat(refusal.status()).isEqualTo(401);
        assertThat(digest(refusal).stale()).isTrue();
        assertThat(who.onUnauthorized(refusal)).isEqualTo(Authenticator.Verdict.RETRY);
        assertThat(describe(who).status()).isEqualTo(200);
        assertThat(client.done).noneMatch(DialogueAction.LoginRefused.class::isInstance);
    }

    @Test
    void whatWasOverheardIsWorthNothing() {
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);
        String proof = header(answering(refusal, RIGHT), "DESCRIBE", Conversation.URI);
        assertThat(client.ask("DESCRIBE", Conversation.URI, proof).status()).isEqualTo(200);

        RtspResponse again = client.ask("DESCRIBE", Conversation.URI, proof);
        RtspResponse elsewhere =
                new Conversation(server, "192.0.2.7").ask("DESCRIBE", Conversation.URI, proof);

        assertThat(again.status()).isEqualTo(401);
        assertThat(digest(again).stale()).isTrue();
        assertThat(elsewhere.status()).isEqualTo(401);
        assertThat(client.ask("SETUP", TRACK, proof).status()).isEqualTo(401);
    }

    @Test
    void tooManyWrongPasswordsEndTheConnectionAndSlowTheAddress() {
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);
        for (int i = 0; i < 4; i++) {
            refusal = describe(answering(refusal, WRONG));
            assertThat(refusal.status()).isEqualTo(401);
        }
        client.send(
                "DESCRIBE",
                Conversation.URI,
                header(answering(refusal, WRONG), "DESCRIBE", Conversation.URI));
        assertThat(client.answers).hasSize(5);
        client.pass(Duration.ofMillis(250));
        assertThat(client.answers).hasSize(6);
        assertThat(client.isClosed()).isTrue();
        assertThat(client.done.stream().filter(DialogueAction.LoginRefused.class::isInstance))
                .hasSize(5);

        client = new Conversation(server, "192.0.2.7");
        RtspResponse other = client.ask("DESCRIBE", Conversation.URI);
        client.send(
                "DESCRIBE",
                Conversation.URI,
                header(answering(other, RIGHT), "DESCRIBE", Conversation.URI));
        assertThat(client.answers).hasSize(1);
        assertThat(client.dialogue.wakeNanos())
                .isEqualTo(server.now + Duration.ofMillis(500).toNanos());
        client.pass(Duration.ofMillis(500));
        assertThat(client.answers.get(1).status()).isEqualTo(200);

        Conversation neighbour = new Conversation(server, "192.0.2.8");
        assertThat(neighbour.ask("DESCRIBE", Conversation.URI).status()).isEqualTo(401);
    }

    @Test
    void whatWasOverheardForgivesNoGuesses() {
        RtspResponse first = client.ask("DESCRIBE", Conversation.URI);
        String overheard = header(answering(first, RIGHT), "DESCRIBE", Conversation.URI);
        client = new Conversation(server, "192.0.2.7");
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);
        for (int i = 0; i < 3; i++) {
            refusal = describe(answering(refusal, WRONG));
        }

        refusal = client.ask("DESCRIBE", Conversation.URI, overheard);
        assertThat(digest(refusal).stale()).isTrue();
        refusal = describe(answering(refusal, WRONG));
        client.send(
                "DESCRIBE",
                Conversation.URI,
                header(answering(refusal, WRONG), "DESCRIBE", Conversation.URI));

        assertThat(client.dialogue.wakeNanos())
                .isEqualTo(server.now + Duration.ofMillis(250).toNanos());
    }

    @Test
    void whoKnowsOnePasswordMayNotGuessAnotherAnyFaster() {
        Credentials other = Credentials.of("guard", "0ther-Pa55");
        server.own = other;
        RtspResponse refusal = client.ask("DESCRIBE", Conversation.URI);
        for (int i = 0; i < 4; i++) {
            refusal = describe(answering(refusal, WRONG));
        }
        server.own = null;
        client = new Conversation(server, "192.0.2.7");
        loggedIn();
        server.own = other;

        client = new Conversation(server, "192.0.2.7");
        refusal = client.ask("DESCRIBE", Conversation.URI);
        client.send(
                "DESCRIBE",
                Conversation.URI,
                header(answering(refusal, WRONG), "DESCRIBE", Conversation.URI));

        assertThat(client.answers).hasSize(1);
        assertThat(client.dialogue.wakeNanos())
                .isEqualTo(server.now + Duration.ofMillis(250).toNanos());
    }

    @Test
    void nothingThatIsWantedOrShownHoldsASecret() {
        loggedIn();

        assertThat(client.done.toString()).doesNotContain(RIGHT.password(), "cnonce=");
        assertThat(server.tokens).hasToString("TokenSource[***]");
    }
}
