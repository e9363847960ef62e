package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

/**
 * A group that a description names.
 *
 * @param address the group's
 * @param ports for RTP and RTCP, or {@code null} where the section names none
 * @param source who sends, where the description says it, RFC 4570
 */
record MulticastGroup(
        String address, @Nullable PortPair ports, @Nullable String source) {

    private static final int IPV4_FIRST = 224;
    private static final int IPV4_LAST = 239;
    private static final int PORT_MAX = 65_534;

    static @Nullable MulticastGroup of(MediaDescription media, SessionDescription description) {
        String address =
                address(media.connection() == null ? description.connection() : media.connection());
        if (!isGroup(address) || address == null) {
            return null;
        }
        int port = media.port();
        PortPair ports = port > 0 && port <= PORT_MAX ? new PortPair(port, port + 1) : null;
        String filter = media.attribute("source-filter");
        return new MulticastGroup(
                address,
                ports,
                source(filter == null ? description.attribute("source-filter") : filter));
    }

    /** The address in {@code IN IP4 239.1.1.1/127}. */
    private static @Nullable String address(@Nullable String connection) {
        if (connection == null) {
            return null;
        }
        String last = connection.substring(connection.lastIndexOf(' ') + 1);
        int slash = last.indexOf('/');
        return slash < 0 ? last : last.substring(0, slash);
    }

    /** The last source in {@code incl IN IP4 239.1.1.1 10.0.0.7}. */
    private static @Nullable String source(@Nullable String filter) {
        String[] words = filter == null ? new String[0] : filter.strip().split("\\s+", -1);
        return words.length >= 5 && words[0].equals("incl") ? words[words.length - 1] : null;
    }

    /** Whether a text is the address of a group; names of hosts are none. */
    static boolean isGroup(@Nullable String address) {
        if (address == null) {
            return false;
        }
        if (address.indexOf(':') >= 0) {
            return address.regionMatches(true, 0, "ff", 0, 2);
        }
        int dot = address.indexOf('.');
        try {
            int first = dot < 1 ? 0 : Integer.parseInt(address.substring(0, dot));
            return first >= IPV4_FIRST && first <= IPV4_LAST;
        } catch (NumberFormatException name) {
            return false;
        }
    }
}
