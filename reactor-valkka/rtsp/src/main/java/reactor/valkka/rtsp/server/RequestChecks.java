package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

/** Whether a request can be answered at all, whatever it is about. */
final class RequestChecks {

    private RequestChecks() {}

    /** What is wrong with a request, or {@code null} where it has a target and a known method. */
    static @Nullable RtspResponse refusal(RtspRequest request) {
        if (!request.version().startsWith("RTSP/1.")) {
            return RtspResponse.to(request, 505);
        }
        if (request.cseq() < 0 || RequestTarget.parse(request.uri()) == null) {
            return RtspResponse.to(request, 400);
        }
        RtspMethod method = ServerMethods.find(request.method());
        if (method == null) {
            return Answers.notImplemented(request);
        }
        if (!ServerMethods.isAnswered(method)) {
            return Answers.notAllowed(request);
        }
        String required = RequestHeaders.required(request);
        return required == null ? null : Answers.unsupported(request, required);
    }
}
