package reactor.valkka.media.sdp;

import java.util.Objects;

/**
 * One {@code a=} line.
 *
 * @param name what stands before the colon
 * @param value what stands behind it, empty for a flag
 */
public record SdpAttribute(String name, String value) {

    /** Refuses missing parts. */
    public SdpAttribute {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    static SdpAttribute parse(String line) {
        int colon = line.indexOf(':');
        return colon < 0
                ? new SdpAttribute(line.strip(), "")
                : new SdpAttribute(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
    }

    String print() {
        return SdpText.blanks(value.isEmpty() ? name : name + ':' + value);
    }
}
