package reactor.valkka.media.sdp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a description line by line, and keeps going.
 *
 * <p>Nothing is required: cameras leave out {@code v=}, {@code o=}, {@code s=} and {@code t=},
 * write them twice, cut them short ({@code c=IN}), double their contents ({@code c=IN c=IN IP4
 * ...}) or send nothing but an {@code m=} section.
 */
final class SdpReader {

    private static final int WARNINGS_MAX = 32;
    private static final int MEDIA_MAX = 32;
    private static final int ATTRIBUTES_MAX = 128;

    private @Nullable String origin;
    private @Nullable String name;
    private @Nullable String connection;
    private final List<SdpAttribute> attributes = new ArrayList<>();
    private final List<MediaDescription> media = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Section section;
    private boolean skipping;

    /** A section that is still being read. */
    private static final class Section {
        final String[] words;
        final List<Integer> payloadTypes = new ArrayList<>();
        final List<SdpAttribute> attributes = new ArrayList<>();

        @Nullable
        String connection;

        Section(String[] words) {
            this.words = words;
        }

        MediaDescription build() {
            return new MediaDescription(
                    words[0].toLowerCase(Locale.ROOT),
                    SdpText.number(words[1], 0),
                    words[2],
                    payloadTypes,
                    connection,
                    attributes);
        }
    }

    static SessionDescription read(String text) {
        SdpReader reader = new SdpReader();
        for (String line : text.split("\r\n|\n|\r", -1)) {
            String stripped = SdpText.blanks(line).strip();
            if (!stripped.isEmpty()) {
                reader.line(stripped);
            }
        }
        reader.endSection();
        return new SessionDescription(
                reader.origin,
                reader.name == null ? "" : reader.name,
                reader.connection,
                reader.attributes,
                reader.media,
                reader.warnings);
    }

    private void line(String line) {
        if (line.length() < 2 || line.charAt(1) != '=') {
            warn("not a line of a session description", line);
            return;
        }
        String value = line.substring(2).strip();
        switch (line.charAt(0)) {
            case 'm' -> startSection(value);
            case 'a' -> attribute(value);
            case 'c' -> connection(value);
            case 'o' -> origin = origin == null ? value : origin;
            case 's' -> name = name == null ? value : name;
            case 'v', 't', 'r', 'z', 'b', 'k', 'i', 'u', 'e', 'p' -> {
                // says nothing that playing a camera needs, and is often wrong
            }
            default -> warn("unknown kind of line", line);
        }
    }

    private void startSection(String value) {
        endSection();
        String[] words = value.split("\\s+", -1);
        skipping = true;
        if (words.length < 3) {
            warn("media section left out, expected kind, port and protocol", value);
        } else if (media.size() == MEDIA_MAX) {
            warn("media section left out, there are more than " + MEDIA_MAX, value);
        } else {
            skipping = false;
            section = new Section(words);
            readTypes(section, value);
        }
    }

    private void readTypes(Section target, String value) {
        for (int i = 3; i < target.words.length; i++) {
            int type = SdpText.number(target.words[i], -1);
            if (type >= 0 && type <= 127 && target.payloadTypes.size() < 128) {
                target.payloadTypes.add(type);
            } else {
                warn("no RTP payload type: " + target.words[i], value);
            }
        }
    }

    private void endSection() {
        if (section != null) {
            media.add(section.build());
            section = null;
        }
    }

    private void attribute(String value) {
        List<SdpAttribute> target = section == null ? attributes : section.attributes;
        if (!skipping && target.size() < ATTRIBUTES_MAX) {
            target.add(SdpAttribute.parse(value));
        }
    }

    private void connection(String value) {
        int doubled = value.lastIndexOf("c=");
        String clean = doubled < 0 ? value : value.substring(doubled + 2).strip();
        if (section != null) {
            section.connection = clean;
        } else if (connection == null && !skipping) {
            connection = clean;
        }
    }

    private void warn(String what, String line) {
        if (warnings.size() < WARNINGS_MAX) {
            warnings.add(what + ": " + (line.length() > 80 ? line.substring(0, 80) : line));
        }
    }
}
