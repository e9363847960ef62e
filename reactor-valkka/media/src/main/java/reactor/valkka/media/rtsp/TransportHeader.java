package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One transport of a {@code Transport} header, RFC 2326 §12.39.
 *
 * <p>Reading is lenient: parameters in any order, blanks anywhere, a single interleaved channel, a
 * synchronization source with too many digits. What cannot be read is left out, so a careless
 * parameter never costs the stream.
 *
 * @param lower what carries the packets
 * @param secure whether the profile is SRTP ({@code RTP/SAVP})
 * @param multicast whether one stream goes to a group
 * @param interleaved channels in the RTSP connection
 * @param clientPorts UDP ports of the client
 * @param serverPorts UDP ports of the server
 * @param ports UDP ports of a multicast group
 * @param ssrc synchronization source, unsigned 32 bit
 * @param destination the group or the address that receives
 * @param source the address that sends
 * @param ttl time to live of a multicast
 * @param mode {@code PLAY} or {@code RECORD}, as it stood
 */
public record TransportHeader(
        Lower lower,
        boolean secure,
        boolean multicast,
        @Nullable PortPair interleaved,
        @Nullable PortPair clientPorts,
        @Nullable PortPair serverPorts,
        @Nullable PortPair ports,
        @Nullable Long ssrc,
        @Nullable String destination,
        @Nullable String source,
        @Nullable Integer ttl,
        @Nullable String mode) {

    /** What lies below RTP. */
    public enum Lower {
        /** Interleaved in the RTSP connection. */
        TCP,
        /** Datagrams. */
        UDP
    }

    /**
     * Unicast interleaved in the RTSP connection.
     *
     * @param rtpChannel channel for RTP; RTCP takes the next one
     * @return the transport
     */
    public static TransportHeader interleaved(int rtpChannel) {
        return new Builder()
                .lower(Lower.TCP)
                .interleaved(new PortPair(rtpChannel, rtpChannel + 1))
                .build();
    }

    /**
     * Unicast over UDP, as a client asks for it.
     *
     * @param ports where the client receives
     * @return the transport
     */
    public static TransportHeader datagrams(PortPair ports) {
        return new Builder().clientPorts(ports).build();
    }

    /**
     * Multicast over UDP, as a client asks for it: the server chooses the group.
     *
     * @return the transport
     */
    public static TransportHeader group() {
        return new Builder().multicast(true).build();
    }

    /**
     * A builder that begins with all that this transport says.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Reads all transports of a header value; separators are commas.
     *
     * @param value the header's value
     * @return the transports that could be read, in order of preference
     */
    public static List<TransportHeader> parseAll(String value) {
        List<TransportHeader> transports = new ArrayList<>(1);
        for (String part : value.split(",", -1)) {
            TransportHeader transport = parse(part);
            if (transport != null) {
                transports.add(transport);
            }
        }
        return transports;
    }

    /**
     * Reads one transport.
     *
     * @param value one transport with its parameters
     * @return the transport, or {@code null} where no RTP profile is named
     */
    public static @Nullable TransportHeader parse(String value) {
        Builder builder = new Builder();
        boolean profile = false;
        for (String part : value.split(";", -1)) {
            String parameter = part.strip();
            String upper = parameter.toUpperCase(Locale.ROOT);
            if (upper.startsWith("RTP/")) {
                profile = true;
                builder.profile(upper);
            } else {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String argument = equals < 0 ? "" : parameter.substring(equals + 1);
                builder.parameter(name.strip().toLowerCase(Locale.ROOT), argument.strip());
            }
        }
        return profile ? builder.build() : null;
    }

    /**
     * The header's value.
     *
     * @return the printed transport
     */
    public String print() {
        StringBuilder out = new StringBuilder(secure ? "RTP/SAVP" : "RTP/AVP");
        if (lower == Lower.TCP) {
            out.append("/TCP");
        }
        out.append(multicast ? ";multicast" : ";unicast");
        append(out, "destination", destination);
        append(out, "source", source);
        append(out, "interleaved", interleaved);
        append(out, "port", ports);
        append(out, "client_port", clientPorts);
        append(out, "server_port", serverPorts);
        append(out, "ttl", ttl);
        append(out, "ssrc", ssrc == null ? null : String.format(Locale.ROOT, "%08X", ssrc));
        append(out, "mode", mode == null ? null : '"' + mode + '"');
        return out.toString();
    }

    private static void append(StringBuilder out, String name, @Nullable Object value) {
        if (value != null) {
            out.append(';').append(name).append('=').append(value);
        }
    }

    /** Collects the parameters of one transport; what is not set is not printed. */
    public static final class Builder {
        private Lower lower = Lower.UDP;
        private boolean secure;
        private boolean multicast;
        private @Nullable PortPair interleaved;
        private @Nullable PortPair clientPorts;
        private @Nullable PortPair serverPorts;
        private @Nullable PortPair ports;
        private @Nullable Long ssrc;
        private @Nullable String destination;
        private @Nullable String source;
        private @Nullable Integer ttl;
        private @Nullable String mode;

        /** Starts with unicast RTP over UDP. */
        public Builder() {}

        private Builder(TransportHeader from) {
            lower = from.lower;
            secure = from.secure;
            multicast = from.multicast;
            interleaved = from.interleaved;
            clientPorts = from.clientPorts;
            serverPorts = from.serverPorts;
            ports = from.ports;
            ssrc = from.ssrc;
            destination = from.destination;
            source = from.source;
            ttl = from.ttl;
            mode = from.mode;
        }

        /**
         * What lies below RTP; UDP by default.
         *
         * @param value the lower transport
         * @return this
         */
        public Builder lower(Lower value) {
            lower = value;
            return this;
        }

        /**
         * Channels in the RTSP connection.
         *
         * @param value the channels of RTP and RTCP
         * @return this
         */
        public Builder interleaved(PortPair value) {
            interleaved = value;
            return this;
        }

        /**
         * UDP ports of the client.
         *
         * @param value the ports of RTP and RTCP
         * @return this
         */
        public Builder clientPorts(PortPair value) {
            clientPorts = value;
            return this;
        }

        /**
         * UDP ports of the server.
         *
         * @param value the ports of RTP and RTCP
         * @return this
         */
        public Builder serverPorts(@Nullable PortPair value) {
            serverPorts = value;
            return this;
        }

        /**
         * The synchronization source that will be sent.
         *
         * @param value unsigned 32 bit
         * @return this
         */
        public Builder ssrc(long value) {
            ssrc = value & 0xFFFFFFFFL;
            return this;
        }

        /**
         * Whether one stream goes to a group; not by default.
         *
         * @param value true for multicast
         * @return this
         */
        public Builder multicast(boolean value) {
            multicast = value;
            return this;
        }

        /**
         * UDP ports of a multicast group.
         *
         * @param value the ports of RTP and RTCP
         * @return this
         */
        public Builder ports(@Nullable PortPair value) {
            ports = value;
            return this;
        }

        /**
         * The group or the address that receives.
         *
         * @param value the address
         * @return this
         */
        public Builder destination(@Nullable String value) {
            destination = value;
            return this;
        }

        /**
         * The address that sends.
         *
         * @param value the address
         * @return this
         */
        public Builder source(@Nullable String value) {
            source = value;
            return this;
        }

        /**
         * Time to live of a multicast.
         *
         * @param value in hops
         * @return this
         */
        public Builder ttl(@Nullable Integer value) {
            ttl = value;
            return this;
        }

        /**
         * Who sends: {@code PLAY} where it is the server, {@code RECORD} where it is the client.
         *
         * @param value the mode
         * @return this
         */
        public Builder mode(@Nullable String value) {
            mode = value;
            return this;
        }

        /**
         * Makes the transport.
         *
         * @return the value
         */
        public TransportHeader build() {
            // Some cameras (Escam Q6) name plain RTP/AVP for TCP; the channels tell.
            Lower actual = interleaved != null ? Lower.TCP : lower;
            return new TransportHeader(
                    actual,
                    secure,
                    multicast,
                    interleaved,
                    clientPorts,
                    serverPorts,
                    ports,
                    ssrc,
                    destination,
                    source,
                    ttl,
                    mode);
        }

        private void profile(String upper) {
            lower = upper.endsWith("/TCP") ? Lower.TCP : Lower.UDP;
            secure = upper.contains("/SAVP");
        }

        private void parameter(String name, String value) {
            switch (name) {
                case "multicast" -> multicast = true;
                case "interleaved" -> interleaved = PortPair.parse(value);
                case "client_port" -> clientPorts = PortPair.parse(value);
                case "server_port" -> serverPorts = PortPair.parse(value);
                case "port" -> ports = PortPair.parse(value);
                case "ssrc" -> ssrc = hex(value);
                case "destination" -> destination = value;
                case "source" -> source = value;
                case "ttl" -> ttl = number(value);
                case "mode" -> mode = value.replace("\"", "");
                default -> {
                    // unicast, append, layers and the inventions of vendors change nothing for us
                }
            }
        }

        private static @Nullable Integer number(String value) {
            int number = Numbers.decimal(value);
            return number == Numbers.NONE ? null : number;
        }

        /** Keeps the last eight digits: Hikvision pads the number on the left. */
        private static @Nullable Long hex(String value) {
            String digits = value.replace(" ", "");
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                digits = digits.substring(2);
            }
            long number = Numbers.hex(digits.substring(Math.max(0, digits.length() - 8)));
            return number == Numbers.NONE ? null : number;
        }
    }
}
