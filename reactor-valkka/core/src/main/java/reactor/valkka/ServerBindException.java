package reactor.valkka;

import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** A server of this toolkit could not listen where it was told to. */
public final class ServerBindException extends ValkkaException {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;
    private final boolean inUse;

    private ServerBindException(String host, int port, boolean inUse, Throwable cause) {
        super(
                inUse
                        ? "Port " + port + " of " + host
                                + " is in use by another program; choose another port"
                        : "Cannot listen on " + host + " port " + port + ": " + reason(cause),
                cause);
        this.host = host;
        this.port = port;
        this.inUse = inUse;
    }

    /**
     * For the sinks that listen.
     *
     * @param cause what the system says
     */
    public static ServerBindException of(String host, int port, Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean inUse = cause instanceof BindException && text.contains("in use")
                || text.contains("already in use");
        return new ServerBindException(host, port, inUse, cause);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof UnresolvedAddressException) {
            return "no address of that name is known";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Host or address that was asked for. */
    public String host() {
        return host;
    }

    /** Port that was asked for. */
    public int port() {
        return port;
    }

    /** True if another program has the port; false if the address or the right is missing. */
    public boolean isInUse() {
        return inUse;
    }
}
