package reactor.valkka.media.rtsp;

/**
 * Basic authentication: the password in the clear, RFC 7617.
 *
 * @param realm the protection space
 */
public record BasicChallenge(String realm) implements AuthChallenge {

    @Override
    public int strength() {
        return 0;
    }

    @Override
    public String print() {
        return "Basic realm=\"" + AuthText.escape(realm) + '"';
    }
}
