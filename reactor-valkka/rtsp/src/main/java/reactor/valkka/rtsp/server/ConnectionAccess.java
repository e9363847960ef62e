package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.AuthorizationCheck;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestAnswer;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspRequest;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may see what, for one connection.
 *
 * <p>A nonce belongs to one connection and is good for a while: what was overheard in one is worth
 * nothing in another. Each use must have a higher count than the one before, where the client
 * counts at all; those that only know RFC 2069 (GStreamer, live555) do not. A right answer to a
 * nonce that is not ours any more is told from a wrong password by {@code stale=TRUE}. The
 * strongest scheme is named first and MD5 last, as many clients take the last Digest that they
 * read.
 *
 * <p><b>Source:</b> RFC 7616 §3.3, §3.4, §5.
 */
final class ConnectionAccess {
    private static final int FAILURES_MAX = 5;
    private static final String DIGEST = "digest ";

    /** What becomes of a request. */
    sealed interface Verdict {}

    /** It may pass; {@code user} is {@code null} where nothing was asked for. */
    record Granted(@Nullable String user) implements Verdict {}

    /** It needs credentials, or better ones. */
    record Refused(List<String> challenges, boolean wasWrong, boolean isLast) implements Verdict {}

    /** It is not looked at before its turn. */
    record Later(long nanos) implements Verdict {}

    private enum Proof {
        RIGHT,
        STALE,
        WRONG
    }

    private final DialogueConfig config;
    private final String address;
    private final TokenSource tokens;
    private final LoginThrottle throttle;
    private String nonce = "";
    private long nonceEndNanos;
    private long usesSeen;
    private int failures;

    ConnectionAccess(
            DialogueConfig config, String address, TokenSource tokens, LoginThrottle throttle) {
        this.config = config;
        this.address = address;
        this.tokens = tokens;
        this.throttle = throttle;
    }

    Verdict check(RtspRequest request, @Nullable Credentials expected, long now) {
        if (expected == null) {
            return new Granted(null);
        }
        String header = request.headers().first("Authorization");
        if (header == null) {
            return new Refused(challenges(false, now), false, false);
        }
        long readyAt = throttle.readyAt(address, expected, now);
        if (readyAt - now > 0) {
            return new Later(readyAt);
        }
        Proof proof = header.regionMatches(true, 0, DIGEST, 0, DIGEST.length())
                ? digest(header, request, expected, now)
                : basic(header, request, expected);
        if (proof == Proof.WRONG) {
            throttle.failed(address, expected, now);
            failures++;
            return new Refused(challenges(false, now), true, failures >= FAILURES_MAX);
        }
        if (proof == Proof.STALE) {
            // Says nothing of who it is: an answer that was overheard is as good.
            return new Refused(challenges(true, now), false, false);
        }
        throttle.succeeded(address, expected);
        return new Granted(expected.user());
    }

    private Proof basic(String header, RtspRequest request, Credentials expected) {
        boolean right = config.schemes().contains(AuthScheme.BASIC)
                && AuthorizationCheck.passes(
                        header,
                        new BasicChallenge(config.realm()),
                        expected,
                        request.method(),
                        request.uri());
        return right ? Proof.RIGHT : Proof.WRONG;
    }

    private Proof digest(String header, RtspRequest request, Credentials expected, long now) {
        DigestAnswer answer = DigestAnswer.parse(header);
        if (answer == null || !isOffered(answer.algorithm()) || !isFor(answer, request)) {
            return Proof.WRONG;
        }
        DigestChallenge challenge = answer.challenge(config.realm());
        if (!AuthorizationCheck.passes(
                header, challenge, expected, request.method(), answer.uri())) {
            return Proof.WRONG;
        }
        boolean ours = answer.nonce().equals(nonce) && now - nonceEndNanos < 0;
        if (!ours || answer.qopAuth() && answer.uses() <= usesSeen) {
            return Proof.STALE;
        }
        usesSeen = Math.max(usesSeen, answer.uses());
        return Proof.RIGHT;
    }

    private boolean isOffered(DigestAlgorithm algorithm) {
        return algorithm == DigestAlgorithm.SHA_256
                        && config.schemes().contains(AuthScheme.DIGEST_SHA_256)
                || algorithm == DigestAlgorithm.MD5
                        && config.schemes().contains(AuthScheme.DIGEST_MD5);
    }

    /** Some clients sign the path only, or without the slash at its end. */
    private static boolean isFor(DigestAnswer answer, RtspRequest request) {
        if (answer.uri().equals(request.uri())) {
            return true;
        }
        RequestTarget signed = RequestTarget.parse(answer.uri());
        RequestTarget asked = RequestTarget.parse(request.uri());
        return signed != null && asked != null && signed.path().equals(asked.path());
    }

    private List<String> challenges(boolean stale, long now) {
        if (stale || nonce.isEmpty() || now - nonceEndNanos >= 0) {
            nonce = tokens.next();
            nonceEndNanos = now + config.nonceLife().toNanos();
            usesSeen = 0;
        }
        List<String> challenges = new ArrayList<>(config.schemes().size());
        for (AuthScheme scheme : config.schemes()) {
            challenges.add(
                    switch (scheme) {
                        case DIGEST_SHA_256 -> digest(DigestAlgorithm.SHA_256, stale);
                        case DIGEST_MD5 -> digest(DigestAlgorithm.MD5, stale);
                        case BASIC -> new BasicChallenge(config.realm()).print();
                    });
        }
        return challenges;
    }

    private String digest(DigestAlgorithm algorithm, boolean stale) {
        return new DigestChallenge(config.realm(), nonce, algorithm, true, true, null, stale)
                .print();
    }
}
