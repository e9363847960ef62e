package reactor.valkka.fuzz;

import reactor.valkka.media.rtp.FormatParameters;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.rtp.PayloadFormat;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.ControlUrl;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;

import java.nio.charset.StandardCharsets;

/** Targets that read text. */
final class TextTargets {
    private static final String SECRET = "s3cret-Pa55";
    private static final Credentials CREDENTIALS = Credentials.of("admin", SECRET);
    private static final String URI = "rtsp://192.0.2.7/stream1";

    private TextTargets() {}

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** What was read can be printed, and is the same when it is read again. */
    static void sessionDescription(byte[] input) {
        SessionDescription description = SessionDescription.parse(text(input));
        for (MediaDescription media : description.media()) {
            for (int payloadType : media.payloadTypes()) {
                RtpMap map = media.rtpMap(payloadType);
                if (map != null) {
                    IncomingTracks.reads(media.payloadFormat(map));
                }
            }
            media.direction();
            ControlUrl.candidates(URI, media.control());
        }
        String printed = description.print();
        String again = SessionDescription.parse(printed).print();
        if (!again.equals(printed)) {
            throw new IllegalStateException(
                    "Printed, read and printed again:\n" + printed + "\nbecame\n" + again);
        }
    }

    static void formatParameters(byte[] input) {
        FormatParameters parameters = FormatParameters.parse(text(input));
        parameters.parameterSets("sprop-parameter-sets");
        parameters.parameterSets("sprop-vps");
        for (String encoding : new String[] {"H264", "H265", "mpeg4-generic", "MP4A-LATM"}) {
            IncomingTracks.reads(new PayloadFormat(encoding, 90_000, 1, parameters));
        }
    }

    /** A password never reaches what is printed. */
    static void uri(byte[] input) {
        try {
            RtspUri uri = RtspUri.parse(text(input));
            uri.requestUri();
            uri.peer();
            if (showsPassword(uri)) {
                throw new IllegalStateException("A password is printed");
            }
        } catch (IllegalArgumentException noAddress) {
            // documented
        }
    }

    private static boolean showsPassword(RtspUri uri) {
        Credentials credentials = uri.credentials();
        if (credentials == null || credentials.password().length() < SECRET.length() / 2) {
            return false;
        }
        String elsewhere = uri.requestUri() + credentials.user();
        return !elsewhere.contains(credentials.password())
                && uri.toString().contains(credentials.password());
    }

    static void controlUrl(byte[] input) {
        String text = text(input);
        int middle = text.indexOf('\n');
        String base = middle < 0 ? URI : text.substring(0, middle);
        ControlUrl.candidates(base, text.substring(middle + 1));
    }

    static void transport(byte[] input) {
        String line = text(input).replace('\n', ' ').replace('\r', ' ');
        TransportHeader.parse(line);
        for (TransportHeader header : TransportHeader.parseAll(line)) {
            if (header.print().indexOf('\n') >= 0) {
                throw new IllegalStateException("More than a line: " + header);
            }
        }
    }

    /** An answer to a challenge is one header line, without the password in Digest. */
    static void challenge(byte[] input) {
        Authenticator authenticator = new Authenticator(CREDENTIALS, () -> "0a4f113b");
        RtspResponse refusal = RtspResponse.of(401);
        for (String value : text(input).split("\n", 4)) {
            String line = value.replace('\r', ' ').replace('\n', ' ');
            refusal = refusal.plus("WWW-Authenticate", line);
        }
        authenticator.onUnauthorized(refusal);
        String answer = authenticator.header("DESCRIBE", URI);
        boolean quoted = text(input).contains(SECRET);
        if (answer != null && (!quoted && answer.contains(SECRET) || answer.indexOf('\n') >= 0)) {
            throw new IllegalStateException("Not an answer to be sent: " + answer);
        }
    }

    static void head(byte[] input) {
        RtspMessage message = RtspText.parseHead(input, RtspLimits.DEFAULT);
        if (message != null) {
            message.headers().first("Session");
        }
    }
}
