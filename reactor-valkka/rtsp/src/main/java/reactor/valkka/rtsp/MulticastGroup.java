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
 * @param source who sends, where the description names one and only one
 */
record MulticastGroup(
        String address, @Nullable PortPair ports, @Nullable String source) {

    private static final int IPV4_FIRST = 224;
    private static final int IPV4_LAST = 239;
    private static final int PORT_MAX = 65_534;

    static @Nullable MulticastGroup of(MediaDescription media, SessionDescription description) {
        String address = address(media, description);
        if (!isGroup(address) || address == null) {
            return null;
        }
        int port = media.port();
        PortPair ports = port > 0 && port <= PORT_MAX ? new PortPair(port, port + 1) : null;
        String source = SourceFilter.of(media, description, address).only();
        return new MulticastGroup(address, ports, source);
    }

    /** The address of a section or its session, such as in {@code IN IP4 239.1.1.1/127}. */
    static @Nullable String address(MediaDescription media, SessionDescription description) {
        String connection =
                media.connection() == null ? description.connection() : media.connection();
        if (connection == null) {
            return null;
        }
        String last = connection.substring(connection.lastIndexOf(' ') + 1);
        int slash = last.indexOf('/');
        return slash < 0 ? last : last.substring(0, slash);
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
