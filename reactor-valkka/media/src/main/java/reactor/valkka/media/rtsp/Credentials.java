package reactor.valkka.media.rtsp;

import java.util.Objects;

/**
 * A user name and a password, taken verbatim: any character is allowed in both but a colon in the
 * user name, which Basic cannot express.
 *
 * <p>{@code toString()} never shows the password, so a value may be logged by accident.
 *
 * @param user the user name
 * @param password the password, possibly empty
 */
public record Credentials(String user, String password) {

    /** Refuses missing parts. */
    public Credentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /**
     * Makes a value from its two parts.
     *
     * @param user the user name
     * @param password the password
     * @return the credentials
     */
    public static Credentials of(String user, String password) {
        return new Credentials(user, password);
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + ", password=***]";
    }
}
