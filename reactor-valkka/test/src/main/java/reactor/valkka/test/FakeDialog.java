package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.AuthorizationCheck;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SdpAttribute;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;

/** What a {@link FakeCamera} answers to each request. */
final class FakeDialog {

    static final int PAYLOAD_TYPE = 96;

    private final CameraScript script;
    private int rtpChannel;

    FakeDialog(CameraScript script) {
        this.script = script;
    }

    int rtpChannel() {
        return rtpChannel;
    }

    RtspResponse answer(RtspRequest request) {
        if (!mayPass(request)) {
            RtspResponse refusal = RtspResponse.to(request, 401);
            for (AuthChallenge challenge : script.challenges) {
                refusal = refusal.plus("WWW-Authenticate", challenge.print());
            }
            return refusal;
        }
        for (RtspMethod method : script.statuses.keySet()) {
            if (request.is(method)) {
                return RtspResponse.to(request, script.statuses.getOrDefault(method, 500));
            }
        }
        return granted(request);
    }

    private boolean mayPass(RtspRequest request) {
        Credentials expected = script.credentials;
        if (expected == null) {
            return true;
        }
        String header = request.headers().first("Authorization");
        return !script.refusingForEver
                && script.challenges.stream()
                        .anyMatch(challenge -> AuthorizationCheck.passes(
                                header, challenge, expected, request.method()));
    }

    private RtspResponse granted(RtspRequest request) {
        RtspResponse ok = RtspResponse.to(request, 200);
        return switch (request.method()) {
            case "OPTIONS" -> ok.header("Public", script.publicMethods);
            case "DESCRIBE" ->
                ok.header("Content-Type", "application/sdp")
                        .header("Content-Base", request.uri() + '/')
                        .withBody(description().encode());
            case "SETUP" -> setUp(request, ok);
            case "PLAY", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER" ->
                ok.header("Session", script.session);
            default -> RtspResponse.to(request, 501);
        };
    }

    private RtspResponse setUp(RtspRequest request, RtspResponse ok) {
        String asked = request.headers().first("Transport");
        TransportHeader transport = asked == null ? null : TransportHeader.parse(asked);
        PortPair channels = transport == null ? null : transport.interleaved();
        if (channels == null) {
            return RtspResponse.to(request, 461);
        }
        rtpChannel = channels.first();
        return ok.header("Session", script.session)
                .header("Transport", TransportHeader.interleaved(rtpChannel).print());
    }

    private SessionDescription description() {
        CameraVideo video = script.video;
        @Nullable String connection = null;
        String parameters = PAYLOAD_TYPE
                + " packetization-mode=1; profile-level-id=" + video.profileLevelId()
                + "; sprop-parameter-sets=" + video.spropParameterSets();
        MediaDescription media = new MediaDescription(
                "video",
                0,
                "RTP/AVP",
                List.of(PAYLOAD_TYPE),
                connection,
                List.of(
                        new SdpAttribute("rtpmap", PAYLOAD_TYPE + " H264/90000"),
                        new SdpAttribute("fmtp", parameters),
                        new SdpAttribute("control", "trackID=1")));
        return SessionDescription.of(
                "fake camera", List.of(new SdpAttribute("control", "*")), List.of(media));
    }
}
