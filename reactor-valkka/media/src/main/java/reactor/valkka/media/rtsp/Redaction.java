package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of messages, so that they may be shown to strangers: what a client proves its
 * identity with, credentials in addresses, keys in descriptions, and the password itself wherever a
 * camera repeats it. What a camera asks for ({@code WWW-Authenticate}) stays.
 *
 * <p>Immutable. It takes time in proportion to the text, whatever stands in that: no pattern goes
 * back over what it has taken. Source: RFC 7616 §3.4, RFC 7617 §2, RFC 4567, RFC 4568.
 */
public final class Redaction {

    private static final String HIDDEN = "***";
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** A shorter word is part of too many others; it is hidden where its place gives it away. */
    private static final int LITERAL_CHARS_MIN = 4;

    /** To the last {@code @} in front of the path: passwords are written there as they are. */
    private static final Pattern IN_FRONT_OF_A_HOST = Pattern.compile("(://)[^\\s/\"]*@");

    /** What stands in quotation marks is no name: an address may end with {@code cnonce=}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?s)(?<![\\w-])([\\w-]++)(\\s*+=\\s*+)"
                    + "(?:\"(?:[^\"\\\\]|\\\\.?)*+(?:\"|\\z)|[^,\\s\"]*+)");

    private static final Set<String> PROOFS = Set.of("username", "response", "cnonce");

    /** However the rest is quoted. Where the quotation does not end, all that follows is hidden. */
    private static final Pattern PROOF =
            Pattern.compile("(?is)\\b(username|response|cnonce)(\\s*+=\\s*+)"
                    + "(?:\"(?:[^\"\\\\]|\\\\.?)*+(?:\"|\\z)|[^,\\s\"]*+)");

    private static final Pattern KEY =
            Pattern.compile("(?im)(\\binline:|^a=key-mgmt:\\s*+\\S++\\s++)[^\\s|]++");

    private final List<String> literals = new ArrayList<>(3);

    /**
     * Hides what these credentials give away.
     *
     * @param credentials that are known, or {@code null}
     */
    public Redaction(@Nullable Credentials credentials) {
        if (credentials == null) {
            return;
        }
        String pair = credentials.user() + ':' + credentials.password();
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        literals.add(Base64.getEncoder().encodeToString(bytes));
        if (credentials.password().length() >= LITERAL_CHARS_MIN) {
            literals.add(credentials.password());
            literals.add(percentEncoded(credentials.password()));
        }
    }

    /** As it would stand in an address, RFC 3986 §2.1. */
    private static String percentEncoded(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(octet) >= 0) {
                out.append((char) octet);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return out.toString();
    }

    /**
     * A message without its secrets.
     *
     * @param message any message
     * @return the same message, changed where it held a secret
     */
    public RtspMessage redact(RtspMessage message) {
        byte[] body = message.body().length == 0
                ? message.body()
                : redact(message.bodyText()).getBytes(StandardCharsets.UTF_8);
        return redact(message, body);
    }

    /**
     * A message in few words.
     *
     * @param message any message
     * @return the first line and the headers without their secrets, and of the body its length
     */
    public String summary(RtspMessage message) {
        return redact(message, message.body()).toString();
    }

    private RtspMessage redact(RtspMessage message, byte[] body) {
        RtspHeaders headers = redact(message.headers());
        if (message instanceof RtspRequest request) {
            return new RtspRequest(
                    request.method(), redact(request.uri()), request.version(), headers, body);
        }
        RtspResponse response = (RtspResponse) message;
        return new RtspResponse(response.status(), redact(response.reason()), headers, body);
    }

    /**
     * A text without its secrets.
     *
     * @param text any text, such as a description
     * @return the text for strangers
     */
    public String redact(String text) {
        String shown = text;
        for (String literal : literals) {
            shown = shown.replace(literal, HIDDEN);
        }
        shown = IN_FRONT_OF_A_HOST.matcher(shown).replaceAll("$1" + HIDDEN + '@');
        return KEY.matcher(RtspUri.redact(shown)).replaceAll("$1" + HIDDEN);
    }

    private RtspHeaders redact(RtspHeaders headers) {
        List<RtspHeaders.Line> lines = new ArrayList<>(headers.size());
        for (RtspHeaders.Line line : headers.lines()) {
            boolean proves = line.name().equalsIgnoreCase("Authorization")
                    || line.name().equalsIgnoreCase("Proxy-Authorization");
            String value = proves ? proof(line.value()) : redact(line.value());
            lines.add(new RtspHeaders.Line(line.name(), value));
        }
        return RtspHeaders.of(lines);
    }

    /** How the client proved itself, without the proof. */
    private String proof(String value) {
        int space = value.indexOf(' ');
        String scheme = space < 0 ? value : value.substring(0, space);
        if (!scheme.equalsIgnoreCase("Digest")) {
            return space < 0 ? HIDDEN : scheme + ' ' + HIDDEN;
        }
        String shown = PARAMETER.matcher(value).replaceAll(Redaction::parameter);
        return redact(PROOF.matcher(shown).replaceAll("$1$2\"" + HIDDEN + '"'));
    }

    private static String parameter(MatchResult found) {
        boolean proves = PROOFS.contains(found.group(1).toLowerCase(Locale.ROOT));
        return Matcher.quoteReplacement(
                proves ? found.group(1) + found.group(2) + '"' + HIDDEN + '"' : found.group());
    }
}
