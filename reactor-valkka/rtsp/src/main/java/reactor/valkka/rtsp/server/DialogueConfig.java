package reactor.valkka.rtsp.server;

import java.time.Duration;
import java.util.List;

/**
 * What all dialogues of a server have in common.
 *
 * @param realm the protection space that a client is told of
 * @param schemes how a client may prove who it is, in the order in which they are offered
 * @param sessionTimeout how long a session lives without a sign of life, in whole seconds
 * @param firstRequest how long a connection may take for its first complete request
 * @param idle how long a connection may stay without a request while it has no session
 * @param nonceLife how long a nonce is good
 * @param waitingMax how many requests may wait behind one that is being answered
 */
public record DialogueConfig(
        String realm,
        List<AuthScheme> schemes,
        Duration sessionTimeout,
        Duration firstRequest,
        Duration idle,
        Duration nonceLife,
        int waitingMax) {

    /** Takes a copy, and refuses what cannot be told to a client. */
    public DialogueConfig {
        schemes = List.copyOf(schemes);
        if (sessionTimeout.toSeconds() < 1 || waitingMax < 1) {
            throw new IllegalArgumentException("a session timeout of " + sessionTimeout + ", "
                    + waitingMax + " waiting requests; at least one second and one request");
        }
    }
}
