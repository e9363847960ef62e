package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;

import java.util.Objects;

/** A request on its way to its answer. */
record Pending(RtspRequest request, RequestTarget target, RtspMethod method) {

    /** One that {@link RequestChecks} have nothing against. */
    static Pending of(RtspRequest request) {
        RequestTarget target = RequestTarget.parse(request.uri());
        RtspMethod method = ServerMethods.find(request.method());
        return new Pending(request, Objects.requireNonNull(target), Objects.requireNonNull(method));
    }
}
