package reactor.valkka.media.sdp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtp.FormatParameters;
import reactor.valkka.media.rtp.PayloadFormat;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code m=} section.
 *
 * @param kind {@code video}, {@code audio}, {@code application} or a vendor's word, in lower case
 * @param port the proposed port, 0 for RTSP to decide
 * @param protocol such as {@code RTP/AVP}
 * @param payloadTypes RTP payload types, the preferred one first
 * @param connection the value of the section's {@code c=} line
 * @param attributes the {@code a=} lines in order
 */
public record MediaDescription(
        String kind,
        int port,
        String protocol,
        List<Integer> payloadTypes,
        @Nullable String connection,
        List<SdpAttribute> attributes) {

    /** Who sends. */
    public enum Direction {
        /** Both sides. */
        SENDRECV,
        /** The describing side sends; what a camera's media is. */
        SENDONLY,
        /** The describing side only receives: a back channel. */
        RECVONLY,
        /** Nobody, for now. */
        INACTIVE
    }

    /** Takes copies of the lists. */
    public MediaDescription {
        payloadTypes = List.copyOf(payloadTypes);
        attributes = List.copyOf(attributes);
    }

    /**
     * The value of an attribute.
     *
     * @param name the attribute's name
     * @return the first value, or {@code null}
     */
    public @Nullable String attribute(String name) {
        for (SdpAttribute attribute : attributes) {
            if (attribute.name().equalsIgnoreCase(name)) {
                return attribute.value();
            }
        }
        return null;
    }

    /**
     * What a payload type stands for: its {@code a=rtpmap} line, or the fixed assignment.
     *
     * @param payloadType the type
     * @return the mapping, or {@code null}
     */
    public @Nullable RtpMap rtpMap(int payloadType) {
        for (SdpAttribute attribute : attributes) {
            if (SdpText.number(attribute.value(), -1) == payloadType
                    && attribute.name().equalsIgnoreCase("rtpmap")) {
                RtpMap map = RtpMap.parse(attribute.value());
                if (map != null) {
                    return map;
                }
            }
        }
        return RtpMap.ofStatic(payloadType);
    }

    /**
     * The mapping of the first payload type of that encoding.
     *
     * @param encoding the encoding's name in any case
     * @return the mapping, or {@code null} where the section offers none
     */
    public @Nullable RtpMap rtpMapOf(String encoding) {
        for (int payloadType : payloadTypes) {
            RtpMap map = rtpMap(payloadType);
            if (map != null && map.encoding().equalsIgnoreCase(encoding)) {
                return map;
            }
        }
        return null;
    }

    /**
     * The parameters of a payload type.
     *
     * @param payloadType the type
     * @return the parameters, empty where there is no {@code a=fmtp} line or no data on it
     */
    public FormatParameters formatParameters(int payloadType) {
        for (SdpAttribute attribute : attributes) {
            if (SdpText.number(attribute.value(), -1) == payloadType
                    && attribute.name().equalsIgnoreCase("fmtp")) {
                int space = attribute.value().indexOf(' ');
                return FormatParameters.parse(
                        space < 0 ? "" : attribute.value().substring(space + 1));
            }
        }
        return FormatParameters.parse("");
    }

    /**
     * What the packets of a payload type carry, in the words of RTP.
     *
     * @param map one of this section
     */
    public PayloadFormat payloadFormat(RtpMap map) {
        return new PayloadFormat(
                map.encoding(),
                map.clockRateHz(),
                map.channels(),
                formatParameters(map.payloadType()));
    }

    /**
     * Who sends.
     *
     * @return the direction; {@code SENDRECV} where none is named
     */
    public Direction direction() {
        for (Direction direction : Direction.values()) {
            if (attribute(direction.name()) != null) {
                return direction;
            }
        }
        return Direction.SENDRECV;
    }

    /**
     * The section's control URL as it stood.
     *
     * @return the value of {@code a=control}, or an empty text
     */
    public String control() {
        String control = attribute("control");
        return control == null ? "" : control;
    }

    void print(StringBuilder out) {
        List<String> formats = new ArrayList<>(payloadTypes.size());
        payloadTypes.forEach(type -> formats.add(Integer.toString(type)));
        out.append("m=").append(SdpText.blanks(kind)).append(' ').append(port);
        out.append(' ').append(SdpText.blanks(protocol));
        out.append(' ').append(String.join(" ", formats)).append("\r\n");
        if (connection != null) {
            out.append("c=").append(SdpText.blanks(connection)).append("\r\n");
        }
        attributes.forEach(a -> out.append("a=").append(a.print()).append("\r\n"));
    }
}
