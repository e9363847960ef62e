package reactor.valkka.sink.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Decides who may ask: by the name that the request was sent to, by user and password, and for
 * WebSockets by the page that opens them.
 *
 * <p>The name matters because a web page elsewhere can have its own name point at this machine and
 * then read what only the loopback should see. Browsers send no password with a WebSocket in some
 * cases; a cookie that is given for a right password stands in for it.
 *
 * <p><b>Source:</b> RFC 7617, RFC 6454, RFC 6455 §10.2.
 */
final class AccessGuard {
    /** What becomes of a request. */
    enum Verdict {
        ALLOWED,
        WRONG_HOST,
        WRONG_ORIGIN,
        NO_CREDENTIALS,
        WRONG_CREDENTIALS
    }

    private static final int TOKEN_BYTES = 32;
    private static final String BASIC = "basic ";

    private final Set<String> hosts;
    private final byte @Nullable [] expected;
    private final String cookieName;
    private final String token;

    /**
     * @param hosts names that requests may be sent to, in small letters; empty for any
     * @param credentials {@code user:password}, or null for none
     * @param cookieName one for each server, because cookies do not know ports
     */
    AccessGuard(Set<String> hosts, @Nullable String credentials, String cookieName) {
        this.hosts = Set.copyOf(hosts);
        expected = credentials == null ? null : credentials.getBytes(StandardCharsets.UTF_8);
        this.cookieName = cookieName;
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Judges a request by its headers. */
    Verdict judge(HttpHeaders headers, boolean webSocket) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        if (!hosts.isEmpty() && !hosts.contains(withoutPort(host))) {
            return Verdict.WRONG_HOST;
        }
        if (webSocket && !sameOrigin(headers.get(HttpHeaderNames.ORIGIN), host)) {
            return Verdict.WRONG_ORIGIN;
        }
        if (expected == null || hasCookie(headers)) {
            return Verdict.ALLOWED;
        }
        return judge(headers.get(HttpHeaderNames.AUTHORIZATION), expected);
    }

    private static Verdict judge(@Nullable String authorization, byte[] expected) {
        if (authorization == null) {
            return Verdict.NO_CREDENTIALS;
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return Verdict.WRONG_CREDENTIALS;
        }
        try {
            byte[] given = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).trim());
            return MessageDigest.isEqual(given, expected)
                    ? Verdict.ALLOWED
                    : Verdict.WRONG_CREDENTIALS;
        } catch (IllegalArgumentException e) {
            return Verdict.WRONG_CREDENTIALS;
        }
    }

    private boolean hasCookie(HttpHeaders headers) {
        String cookies = headers.get(HttpHeaderNames.COOKIE);
        if (cookies == null) {
            return false;
        }
        for (Cookie cookie : ServerCookieDecoder.STRICT.decode(cookies)) {
            if (cookie.name().equals(cookieName) && equal(cookie.value(), token)) {
                return true;
            }
        }
        return false;
    }

    /** The cookie for a page that gave the right password, or null where none is asked for. */
    @Nullable
    String cookie() {
        return expected == null
                ? null
                : cookieName + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /** Programs send no origin; browsers always do. */
    private static boolean sameOrigin(@Nullable String origin, String host) {
        if (origin == null) {
            return true;
        }
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        return (hasPort && colon >= 0 ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    private static boolean equal(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
