package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.ControlUrl;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.source.rtsp.TlsTrust;

import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which requests a camera grants while it plays, so that they keep a session alive. */
final class KeepAliveTrial {

    private static final List<RtspMethod> METHODS =
            List.of(RtspMethod.GET_PARAMETER, RtspMethod.OPTIONS, RtspMethod.SET_PARAMETER);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /**
     * What came of it.
     *
     * @param granted methods that were granted
     * @param refused methods that were refused or not answered
     * @param certificate that was shown, see {@link ShownCertificate#of}; empty without TLS
     */
    record Outcome(List<String> granted, List<String> refused, String certificate) {
        static final Outcome NOT_TRIED = new Outcome(List.of(), List.of(), "");
    }

    private final Interview interview;
    private final RtspUri uri;
    private final List<String> granted = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private String certificate = "";

    private KeepAliveTrial(Interview interview, RtspUri uri) {
        this.interview = interview;
        this.uri = uri;
    }

    /**
     * Plays for a moment and asks; gives what could be learnt, never an error. Where it is enough
     * before, the session ends at once, for which the camera has a second.
     */
    static Mono<Outcome> of(
            RtspUri uri,
            @Nullable Credentials credentials,
            @Nullable TlsTrust trust,
            boolean tunnelled,
            Enough enough) {
        return of(uri, credentials, trust, tunnelled, enough, PATIENCE, GOODBYE);
    }

    /**
     * The same with other waits.
     *
     * @param patience for the connection and for each answer
     * @param goodbye that the camera has where it is enough
     */
    static Mono<Outcome> of(
            RtspUri uri,
            @Nullable Credentials credentials,
            @Nullable TlsTrust trust,
            boolean tunnelled,
            Enough enough,
            Duration patience,
            Duration goodbye) {
        return Mono.using(
                () -> {
                    Wire wire = tunnelled
                            ? new TunnelWire(uri, credentials, trust, patience)
                            : Wire.direct(uri, trust, patience);
                    return new Interview(wire, credentials, patience);
                },
                interview -> {
                    Mono<Outcome> trial = Mono.fromCallable(
                                    () -> new KeepAliveTrial(interview, uri).outcome())
                            .subscribeOn(Schedulers.boundedElastic());
                    Mono<Outcome> left = enough.said()
                            .then(Mono.fromRunnable(interview::leave))
                            .then(Mono.delay(goodbye))
                            .thenReturn(Outcome.NOT_TRIED);
                    return Mono.firstWithSignal(trial, left);
                },
                KeepAliveTrial::close);
    }

    /** Asks nothing, and looks who it is. */
    static Mono<Outcome> certificate(RtspUri uri) {
        return Mono.fromCallable(
                        () -> new Outcome(List.of(), List.of(), ShownCertificate.of(uri, PATIENCE)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static void close(Interview interview) {
        try {
            interview.close();
        } catch (IOException gone) {
            // it is closed either way
            return;
        }
    }

    /** A connection that ends takes nothing of what was learnt before. */
    private Outcome outcome() {
        try {
            run();
        } catch (IOException ended) {
            // what was learnt before is learnt
        }
        return new Outcome(granted, refused, certificate);
    }

    private void run() throws IOException {
        interview.connect();
        certificate = interview.certificate();
        String base = uri.requestUri();
        RtspResponse described = interview.ask(
                RtspRequest.of(RtspMethod.DESCRIBE, base).header("Accept", "application/sdp"));
        if (described == null || !described.isSuccess()) {
            return;
        }
        SessionDescription description = SessionDescription.parse(described.bodyText());
        PlayedTrack track = PlayedTrack.of(description);
        if (track == null) {
            return;
        }
        base = ControlUrl.base(
                base,
                described.headers().first("Content-Base"),
                described.headers().first("Content-Location"));
        List<String> controls = ControlUrl.candidates(base, track.media().control());
        try (DatagramSocket rtp = new DatagramSocket();
                DatagramSocket rtcp = new DatagramSocket()) {
            PortPair deaf = new PortPair(rtp.getLocalPort(), rtcp.getLocalPort());
            if (setUp(controls, TransportHeader.interleaved(0))
                    || setUp(controls, TransportHeader.datagrams(deaf))) {
                play(base, description);
            }
        }
    }

    private void play(String base, SessionDescription description) throws IOException {
        String play = ControlUrl.candidates(base, description.control()).get(0);
        if (interview.endsWith(RtspRequest.of(RtspMethod.TEARDOWN, play))) {
            askWhilePlaying(play);
        }
        interview.sayGoodbye();
    }

    private void askWhilePlaying(String play) throws IOException {
        RtspResponse playing =
                interview.ask(RtspRequest.of(RtspMethod.PLAY, play).header("Range", "npt=0.000-"));
        if (playing == null || !playing.isSuccess()) {
            return;
        }
        for (RtspMethod method : METHODS) {
            refused.add(method.name());
            if (isGranted(method, play)) {
                refused.remove(method.name());
                granted.add(method.name());
            }
        }
    }

    /** Packets are not listened to, however they come. */
    private boolean setUp(List<String> controls, TransportHeader asked) throws IOException {
        for (String control : controls) {
            RtspResponse response = interview.ask(
                    RtspRequest.of(RtspMethod.SETUP, control).header("Transport", asked.print()));
            if (response != null && response.isSuccess()) {
                return true;
            }
        }
        return false;
    }

    private boolean isGranted(RtspMethod method, String play) throws IOException {
        RtspResponse response = interview.ask(RtspRequest.of(method, play));
        return response != null && response.isSuccess();
    }
}
