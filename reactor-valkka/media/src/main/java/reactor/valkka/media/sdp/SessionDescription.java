package reactor.valkka.media.sdp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A session description: what a camera offers.
 *
 * <p>Reading never fails: a line that makes no sense becomes a warning, a media section that makes
 * no sense is left out, and the others stay. Immutable.
 *
 * @param origin the value of {@code o=}, as it stood
 * @param name the value of {@code s=}, empty where there is none
 * @param connection the value of the session's {@code c=}
 * @param attributes the session's {@code a=} lines in order
 * @param media the sections that could be read
 * @param warnings a sentence for each thing that was wrong, at most 32
 */
public record SessionDescription(
        @Nullable String origin,
        String name,
        @Nullable String connection,
        List<SdpAttribute> attributes,
        List<MediaDescription> media,
        List<String> warnings) {

    /** Takes copies of the lists. */
    public SessionDescription {
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a description.
     *
     * @param text the body of an answer to DESCRIBE
     * @return what could be read of it
     */
    public static SessionDescription parse(String text) {
        return SdpReader.read(text);
    }

    /**
     * A description to be written.
     *
     * @param name the session's name
     * @param attributes the session's attributes
     * @param media the sections
     * @return the description
     */
    public static SessionDescription of(
            String name, List<SdpAttribute> attributes, List<MediaDescription> media) {
        return new SessionDescription(
                "- 0 0 IN IP4 0.0.0.0", name, "IN IP4 0.0.0.0", attributes, media, List.of());
    }

    /**
     * The value of a session attribute.
     *
     * @param wanted the attribute's name
     * @return the first value, or {@code null}
     */
    public @Nullable String attribute(String wanted) {
        for (SdpAttribute attribute : attributes) {
            if (attribute.name().equalsIgnoreCase(wanted)) {
                return attribute.value();
            }
        }
        return null;
    }

    /**
     * The session's control URL as it stood.
     *
     * @return the value of {@code a=control}, or an empty text
     */
    public String control() {
        String control = attribute("control");
        return control == null ? "" : control;
    }

    /**
     * The description as text. Whatever the parts contain, none of them begins another line.
     *
     * @return lines that end with CR LF
     */
    public String print() {
        StringBuilder out = new StringBuilder(512).append("v=0\r\n");
        out.append("o=")
                .append(origin == null ? "- 0 0 IN IP4 0.0.0.0" : SdpText.blanks(origin))
                .append("\r\n");
        out.append("s=").append(name.isEmpty() ? "-" : SdpText.blanks(name)).append("\r\n");
        if (connection != null) {
            out.append("c=").append(SdpText.blanks(connection)).append("\r\n");
        }
        out.append("t=0 0\r\n");
        attributes.forEach(a -> out.append("a=").append(a.print()).append("\r\n"));
        media.forEach(section -> section.print(out));
        return out.toString();
    }

    /**
     * The description as bytes.
     *
     * @return {@link #print()} in UTF-8
     */
    public byte[] encode() {
        return print().getBytes(StandardCharsets.UTF_8);
    }
}
