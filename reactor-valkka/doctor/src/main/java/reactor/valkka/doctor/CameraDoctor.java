package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.PacketTrace;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.source.rtsp.TlsTrust;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Examines a camera: what it offers, how it misbehaves, what that means and what to do about it.
 *
 * <pre>{@code
 * CameraReport report = CameraDoctor.of("rtsp://10.0.0.7/stream1")
 *     .credentials("admin", password)
 *     .examine()
 *     .block();
 * System.out.println(report.text());
 * }</pre>
 *
 * <p><b>Shape:</b> immutable: each setter returns a new doctor. {@link #examine()} is cold; each
 * subscription is one examination. It plays the camera once for as long as {@link #watch} says,
 * then briefly over each other transport and once more to ask what keeps a session alive, one
 * connection after the other; counting clients opens several at once, and is only done when it is
 * asked for. A login that was refused is never tried again.
 *
 * <p><b>Threads:</b> signals on any thread. Cancelling ends everything and says goodbye to the
 * camera in the background.
 *
 * <p><b>Errors:</b> none for a camera that is ill, refuses or is not there: that is what the report
 * says. No report or error shows a password.
 */
public final class CameraDoctor {

    private static final Duration WATCH = Duration.ofSeconds(10);
    private static final Duration TRIAL = Duration.ofMillis(500);

    private final RtspSource source;
    private final RtspUri address;
    private final @Nullable Credentials credentials;
    private final @Nullable TlsTrust trust;
    private final Duration watch;
    private final List<RtspTransport> transports;
    private final int sessionsMax;
    private final PacketTrace trace;

    private CameraDoctor(
            RtspSource source,
            RtspUri address,
            @Nullable Credentials credentials,
            @Nullable TlsTrust trust,
            Duration watch,
            List<RtspTransport> transports,
            int sessionsMax,
            PacketTrace trace) {
        this.source = source;
        this.address = address;
        this.credentials = credentials;
        this.trust = trust;
        this.watch = watch;
        this.transports = transports;
        this.sessionsMax = sessionsMax;
        this.trace = trace;
    }

    /**
     * A doctor for a camera.
     *
     * @param uri as for {@link RtspSource#create}
     * @throws IllegalArgumentException if this is no RTSP address; the message does not repeat it
     */
    public static CameraDoctor of(String uri) {
        RtspSource source = RtspSource.create(uri);
        return new CameraDoctor(
                source,
                source.uri(),
                RtspUri.parse(uri).credentials(),
                null,
                WATCH,
                usualTransports(),
                0,
                PacketTrace.create());
    }

    private static List<RtspTransport> usualTransports() {
        Set<String> usual = Set.of("TCP", "UDP");
        return Stream.of(RtspTransport.values())
                .filter(transport -> usual.contains(transport.name()))
                .toList();
    }

    private CameraDoctor with(
            RtspSource newSource,
            @Nullable Credentials newCredentials,
            @Nullable TlsTrust newTrust,
            Duration newWatch,
            List<RtspTransport> newTransports,
            int newSessionsMax,
            PacketTrace newTrace) {
        return new CameraDoctor(
                newSource,
                address,
                newCredentials,
                newTrust,
                newWatch,
                newTransports,
                newSessionsMax,
                newTrace);
    }

    /** Gives credentials apart from the address; they are taken verbatim. Default: none. */
    public CameraDoctor credentials(String user, String password) {
        Credentials value = Credentials.of(user, password);
        return with(source.credentials(value), value, trust, watch, transports, sessionsMax, trace);
    }

    /**
     * Watches the stream for so long, from the first picture on. Default: 10 s. Clocks and rare key
     * frames want a minute or more.
     */
    public CameraDoctor watch(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the time to watch must be positive, got " + value);
        }
        return with(source, credentials, trust, value, transports, sessionsMax, trace);
    }

    /**
     * Tries these transports, and judges the stream over the first that works. Default: TCP, then
     * UDP.
     */
    public CameraDoctor transports(RtspTransport... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("at least one transport must be tried");
        }
        return with(source, credentials, trust, watch, List.of(values), sessionsMax, trace);
    }

    /**
     * Counts how many clients the camera serves at once, up to a number. Others who watch it may
     * lose it meanwhile. Default: 0, which does not count.
     */
    public CameraDoctor countSessions(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("sessions must be 0 or more, got " + max);
        }
        return with(source, credentials, trust, watch, transports, max, trace);
    }

    /** Which certificates are trusted over {@code rtsps://}. Default: {@link TlsTrust#system}. */
    public CameraDoctor tls(TlsTrust value) {
        return with(source.tls(value), credentials, value, watch, transports, sessionsMax, trace);
    }

    /** Bounds each stage of a session. Default: {@link Deadlines#DEFAULT}. */
    public CameraDoctor deadlines(Deadlines value) {
        return with(
                source.deadlines(value), credentials, trust, watch, transports, sessionsMax, trace);
    }

    /** Keeps what goes over the wire in this trace. Default: one of its own, {@link #trace()}. */
    public CameraDoctor trace(PacketTrace value) {
        Objects.requireNonNull(value);
        return with(source, credentials, trust, watch, transports, sessionsMax, value);
    }

    /** What went over the wire so far, without passwords; to attach to a report of trouble. */
    public PacketTrace trace() {
        return trace;
    }

    /** Examines the camera. */
    public Mono<CameraReport> examine() {
        return Mono.defer(() -> examine(new Enough()));
    }

    /** Examines the camera until it is enough; reports what was learnt until then. */
    Mono<CameraReport> examine(Enough enough) {
        return Mono.defer(() -> {
            DialogueNotes dialogue = new DialogueNotes();
            return looks(dialogue, enough)
                    .map(looks -> examination(dialogue, looks))
                    .flatMap(camera -> keepAlives(camera, enough))
                    .flatMap(camera -> sessions(camera, enough))
                    .map(CameraFacts::report);
        });
    }

    /** One look after the other; once one worked, the others are short. */
    private Mono<List<Observation>> looks(DialogueNotes dialogue, Enough enough) {
        List<Observation> looks = new ArrayList<>();
        StreamLook look = new StreamLook(source, enough);
        return Flux.fromIterable(transports)
                .concatMap(
                        transport -> {
                            boolean found = looks.stream().anyMatch(Observation::works);
                            Duration time = found && watch.compareTo(TRIAL) > 0 ? TRIAL : watch;
                            return look.watch(
                                    transport,
                                    time,
                                    dialogue,
                                    observer -> new WireListenerPair(observer, trace));
                        },
                        1)
                .takeUntil(seen -> !dialogue.described() || enough.isSaid())
                .doOnNext(seen -> {
                    if (looks.isEmpty() || !enough.isSaid()) {
                        looks.add(seen);
                    }
                })
                .then(Mono.fromSupplier(() -> List.copyOf(looks)));
    }

    private Examination examination(DialogueNotes dialogue, List<Observation> looks) {
        Observation main =
                looks.stream().filter(Observation::works).findFirst().orElse(looks.get(0));
        return new Examination(
                address,
                credentials == null ? null : credentials.user(),
                trust != null,
                dialogue,
                main,
                looks,
                KeepAliveTrial.Outcome.NOT_TRIED,
                -1,
                sessionsMax);
    }

    /** What keeps a session alive, or at least who it was that we do not trust. */
    private Mono<Examination> keepAlives(Examination camera, Enough enough) {
        Mono<KeepAliveTrial.Outcome> outcome = Mono.just(KeepAliveTrial.Outcome.NOT_TRIED);
        if (camera.main().works() && !enough.isSaid()) {
            boolean tunnelled = camera.main().transport() == RtspTransport.HTTP;
            outcome = KeepAliveTrial.of(address, credentials, trust, tunnelled, enough);
        } else if (ShownCertificate.isBehind(camera.main().error())) {
            outcome = enough.or(
                    KeepAliveTrial.certificate(address), KeepAliveTrial.Outcome.NOT_TRIED);
        }
        return outcome.map(camera::keepAlives);
    }

    private Mono<Examination> sessions(Examination camera, Enough enough) {
        Mono<Integer> served = sessionsMax > 0 && camera.main().works() && !enough.isSaid()
                ? new StreamLook(source, enough).sessions(camera.main().transport(), sessionsMax)
                : Mono.just(-1);
        return enough.or(served, -1).map(camera::sessions);
    }
}
