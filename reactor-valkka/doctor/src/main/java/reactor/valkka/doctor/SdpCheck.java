package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Compares a description with the rules, which reading it does not: reading copes with all of this.
 *
 * <p><b>Source:</b> RFC 4566 §5, §6, §9; RFC 6184 §8.1.
 */
final class SdpCheck {

    private static final int DEFECTS_MAX = 12;
    private static final int DYNAMIC_TYPE_MIN = 96;
    private static final int SHOWN_CHARS = 60;

    /** What a session without a name should be called, by RFC 4566 §5.3. */
    private static final String NAMELESS = "s= ";

    private static final Set<String> KINDS =
            Set.of("audio", "video", "text", "application", "message");

    private final List<String> defects = new ArrayList<>();
    private int versions;
    private int origins;
    private int names;
    private int times;

    private SdpCheck() {}

    static List<String> of(String text, String contentType) {
        SdpCheck check = new SdpCheck();
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("application/sdp")) {
            check.defect(
                    contentType.isEmpty()
                            ? "the answer has no Content-Type"
                            : "the answer's Content-Type is " + contentType);
        }
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (!line.isBlank()) {
                check.line(line);
            }
        }
        check.counts();
        SessionDescription.parse(text).media().forEach(check::section);
        return check.defects;
    }

    private void defect(String what) {
        if (defects.size() < DEFECTS_MAX && !defects.contains(what)) {
            defects.add(what);
        }
    }

    private static String shown(String line) {
        return line.length() > SHOWN_CHARS ? line.substring(0, SHOWN_CHARS) + "…" : line;
    }

    private void line(String line) {
        if (line.length() < 2 || line.charAt(1) != '=') {
            defect("this is no line of a description: " + shown(line));
            return;
        }
        if (Character.isWhitespace(line.charAt(line.length() - 1)) && !line.equals(NAMELESS)) {
            defect("blanks at the end of " + shown(line));
        }
        String value = line.substring(2).strip();
        switch (line.charAt(0)) {
            case 'v' -> versions++;
            case 'o' -> origin(value);
            case 's' -> names++;
            case 't' -> time(value);
            case 'c' -> connection(value);
            case 'm' -> media(value);
            case 'a' -> attribute(value);
            default -> {
                // other lines say nothing that playing needs
            }
        }
    }

    private void origin(String value) {
        origins++;
        String[] words = value.split(" ", -1);
        if (words.length != 6 || !isAddress(words[3], words[4])) {
            defect("o= should be \"name id version IN IP4 address\": " + shown("o=" + value));
        }
    }

    private void connection(String value) {
        String[] words = value.split(" ", -1);
        if (words.length != 3 || !isAddress(words[0], words[1])) {
            defect("c= should be \"IN IP4 address\": " + shown("c=" + value));
        }
    }

    private static boolean isAddress(String network, String type) {
        return network.equals("IN") && (type.equals("IP4") || type.equals("IP6"));
    }

    private void time(String value) {
        times++;
        if (!value.matches("\\d+ \\d+")) {
            defect("t= should hold two numbers: " + shown("t=" + value));
        }
    }

    private void media(String value) {
        String[] words = value.split("\\s+", -1);
        if (words.length < 4) {
            defect("m= should be \"kind port protocol types\": " + shown("m=" + value));
            return;
        }
        if (!KINDS.contains(words[0])) {
            defect("m= names a kind that is not registered: " + shown(words[0]));
        }
        if (!words[2].matches("(RTP|TCP/RTP|UDP/TLS/RTP|TCP/TLS/RTP)/S?AVPF?")) {
            defect("m= names a protocol other than RTP/AVP: " + shown(words[2]));
        }
    }

    private void attribute(String value) {
        if (value.matches("fmtp:\\s*+\\d*+\\s*+")) {
            defect("fmtp without parameters: " + shown("a=" + value));
        }
        if (value.matches("rtpmap:\\s*\\d+\\s+[^/\\s]+(/[^\\s]*\\s.*)?")) {
            defect("rtpmap should be \"type encoding/rate\": " + shown("a=" + value));
        }
    }

    private void counts() {
        expectOne("v=", versions);
        expectOne("o=", origins);
        expectOne("s=", names);
        if (times == 0) {
            defect("no t= line");
        }
    }

    private void expectOne(String line, int count) {
        if (count == 0) {
            defect("no " + line + " line");
        } else if (count > 1) {
            defect(count + " " + line + " lines instead of one");
        }
    }

    private void section(MediaDescription media) {
        for (int type : media.payloadTypes()) {
            if (type >= DYNAMIC_TYPE_MIN && media.rtpMap(type) == null) {
                defect(media.kind() + ": nothing says what payload type " + type + " is");
            }
            sets(media, media.formatParameters(type).value("sprop-parameter-sets"));
        }
    }

    private void sets(MediaDescription media, @Nullable String value) {
        if (value != null && (value.isBlank() || value.strip().endsWith(","))) {
            defect(media.kind() + ": sprop-parameter-sets is empty or ends with a comma");
        }
    }
}
