package reactor.valkka.test;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.AuthorizationCheck;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.util.List;

/** Who may pass: credentials, challenges, and how a camera shuts its door. */
final class FakeGuard {

    private static final int UNAUTHORIZED = 401;

    private final CameraCounts counts;
    private final ScriptValues script;
    private int passed;
    private int nonces;

    FakeGuard(CameraCounts counts, ScriptValues script) {
        this.counts = counts;
        this.script = script;
    }

    boolean passes(RtspRequest request) {
        Credentials expected = script.credentials;
        if (expected == null) {
            return true;
        }
        String header = request.headers().first("Authorization");
        boolean isLocked = script.lockedAfter > 0 && counts.loginsRefused() >= script.lockedAfter;
        boolean isRight = !isLocked
                && !script.refusingForEver
                && challenges().stream()
                        .anyMatch(challenge -> AuthorizationCheck.passes(
                                header, challenge, expected, request.method(), request.uri()));
        passed += isRight ? 1 : 0;
        if (script.nonceUses > 0 && passed == script.nonceUses) {
            passed = 0;
            nonces++;
        }
        return isRight;
    }

    private List<AuthChallenge> challenges() {
        return script.challenges.stream().map(this::fresh).toList();
    }

    private AuthChallenge fresh(AuthChallenge challenge) {
        if (nonces == 0 || !(challenge instanceof DigestChallenge digest)) {
            return challenge;
        }
        return new DigestChallenge(
                digest.realm(),
                digest.nonce() + nonces,
                digest.algorithm(),
                digest.algorithmNamed(),
                digest.qopAuth(),
                digest.opaque(),
                true);
    }

    RtspResponse refusal(RtspRequest request) {
        boolean isStale = nonces > 0;
        if (request.headers().first("Authorization") != null && !isStale) {
            counts.loginRefused();
        }
        RtspResponse refusal = RtspResponse.to(request, UNAUTHORIZED);
        for (AuthChallenge challenge : challenges()) {
            refusal = refusal.plus("WWW-Authenticate", challenge.print());
        }
        return refusal;
    }
}
