package reactor.valkka.source.rtsp;

import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtcp.ClockPolicy;
import reactor.valkka.media.rtp.ReorderLimits;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.RedirectPolicy;
import reactor.valkka.rtsp.Replay;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.rtsp.WireListener;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * An RTSP camera as a source of access units: pictures in H.264, H.265 or JPEG, sound, metadata.
 * By default its first video is played, over TCP; see {@link #tracks} and {@link #transport}.
 *
 * <pre>{@code
 * RtspSource camera = RtspSource.create("rtsp://10.0.0.7/stream1")
 *     .stream(StreamId.of(7))
 *     .credentials("admin", password);
 *
 * camera.frames().subscribe(frame -> { try (frame) { ... } });
 * }</pre>
 *
 * <p><b>Shape:</b> immutable: each setter returns a new source. {@link #frames()} is cold: each
 * subscription is one connection. The flux is live and never completes; it connects again by its
 * {@link ReconnectPolicy} and fails only where the policy ends. The first frame is a setup; after a
 * break comes a setup that is flagged as a discontinuity, and presentation timestamps go on by the
 * time that passed. Each connection begins with a key frame.
 *
 * <p><b>Threads:</b> frames are signalled on one event loop of {@link #loops}, where they have been
 * asked for, otherwise on the thread that asks. Nothing blocks. {@code cancel()} returns at once
 * and says goodbye to the camera in the background.
 *
 * <p><b>Ownership:</b> who receives a frame closes it.
 *
 * <p><b>Overflow:</b> the camera is always read. Units for which there is no demand wait, 16 of
 * them by default; then the backlog is skipped to the newest key frame and counted as
 * {@code OUTLET_DROPPED}. Without a free slot in the pool units are dropped up to the next key
 * frame and counted as {@code POOL_EXHAUSTED}.
 *
 * <p><b>Errors:</b> {@link reactor.valkka.rtsp.RtspException}, typed by the reason, where the
 * policy does not try again; {@link reactor.valkka.pool.PoolExhaustedException} where the pool has
 * no room for one more stream. No error, log or state shows a password.
 *
 * <p><b>Units:</b> presentation timestamps in ticks of the track's clock, 90 kHz for video.
 *
 * <p><b>Source:</b> RFC 2326, RFC 3550, and for the codecs RFC 6184, 7798, 2435, 3640, 3551, 7587.
 */
public final class RtspSource implements FrameSource<EncodedFrame> {

    private final SourceConfig config;
    private final Subscriptions subscriptions = new Subscriptions();

    private RtspSource(SourceConfig config) {
        this.config = config;
    }

    /**
     * A camera at an address; the stream is named after host, port and path until {@link #stream}
     * names it.
     *
     * @param uri such as {@code rtsp://user:password@10.0.0.7/stream1}, or {@code rtsps://} for
     *     TLS, see {@link #tls}; credentials may hold any character, see {@link RtspUri}
     * @throws IllegalArgumentException if this is no RTSP address; the message does not repeat it
     */
    public static RtspSource create(String uri) {
        RtspUri parsed = RtspUri.parse(uri);
        boolean secured = parsed.scheme().equals("rtsps");
        if (!secured && !parsed.scheme().equals("rtsp")) {
            throw new IllegalArgumentException(
                    "expected rtsp:// or rtsps://, got " + parsed.scheme() + "://");
        }
        StreamId name = StreamId.of(parsed.peer() + RtspUri.redact(parsed.path()));
        return new RtspSource(new SourceConfig(
                SessionConfig.of(parsed),
                StreamConfig.of(name, ReconnectPolicy.DEFAULT),
                TransportPlan.of(RtspTransport.TCP, UdpSources.LEARN),
                secured ? TlsTrust.system() : null,
                ConnectionGovernor.shared(),
                0));
    }

    private RtspSource with(UnaryOperator<SourceConfig> change) {
        return new RtspSource(change.apply(config));
    }

    private RtspSource withStream(UnaryOperator<StreamConfig> change) {
        return with(old -> old.stream(change.apply(old.stream())));
    }

    /** Names the stream. Default: host, port and path of the camera. */
    public RtspSource stream(StreamId value) {
        return withStream(old -> old.stream(Objects.requireNonNull(value)));
    }

    /**
     * Chooses which of the camera's tracks are played. Default: {@link TrackSelection#firstVideo},
     * and nothing else.
     */
    public RtspSource tracks(TrackSelection value) {
        return with(old -> old.session(old.session().tracks(value)));
    }

    /** Chooses what carries the packets. Default: {@link RtspTransport#TCP}. */
    public RtspSource transport(RtspTransport value) {
        Objects.requireNonNull(value);
        return with(old -> old.transport(TransportPlan.of(value, old.transport().sources())));
    }

    /** Says whose datagrams are the camera's. Default: {@link UdpSources#LEARN}. */
    public RtspSource udpSources(UdpSources value) {
        Objects.requireNonNull(value);
        return with(old -> old.transport(TransportPlan.of(old.transport().transport(), value)));
    }

    /** Gives credentials apart from the address; they are taken verbatim. Default: none. */
    public RtspSource credentials(Credentials value) {
        return with(old -> old.session(old.session().credentials(value)));
    }

    /** Gives credentials apart from the address; they are taken verbatim. Default: none. */
    public RtspSource credentials(String user, String password) {
        return credentials(Credentials.of(user, password));
    }

    /**
     * Takes slots from a pool, with a guarantee of 64 KiB. Default: one of at most 256 MiB that all
     * sources without a pool of their own share.
     */
    public RtspSource pool(FramePool value) {
        return pool(value, StreamConfig.GUARANTEED_BYTES);
    }

    /**
     * Takes slots from a pool.
     *
     * @param value the pool
     * @param guaranteedBytes that nobody else can take; 0 for none
     */
    public RtspSource pool(FramePool value, long guaranteedBytes) {
        return withStream(old -> old.pool(Objects.requireNonNull(value), guaranteedBytes));
    }

    /**
     * Says whose clock tells when pictures were captured. Default: {@link ClockPolicy#SMART}.
     */
    public RtspSource clock(ClockPolicy value) {
        return with(old -> old.session(old.session().clock(Objects.requireNonNull(value))));
    }

    /**
     * Plays a part of a recording inside the camera or recorder, instead of what it sees now. Such
     * a flux is on-demand: the recorder is read as far as frames are asked for, over TCP, nothing
     * is dropped for want of demand, each unit has the time of its recording, and the end completes
     * the flux. After a break it goes on with the key frame before the last unit that came; where
     * that brings nothing new, it was the end. A recorder that gives no times cannot be asked for
     * the rest: there a break ends the flux with its error.
     */
    public RtspSource replay(Replay value) {
        return with(old -> old.session(old.session().replay(Objects.requireNonNull(value))));
    }

    /**
     * Says whether to follow a camera's word that its stream is elsewhere. Default: {@link
     * RedirectPolicy#DEFAULT}.
     */
    public RtspSource redirects(RedirectPolicy value) {
        return with(old -> old.session(old.session().redirects(Objects.requireNonNull(value))));
    }

    /**
     * Keeps sessions alive by this request and no other, for a camera that takes offence at the
     * usual one: {@code OPTIONS}, {@code GET_PARAMETER} or {@code SET_PARAMETER}. Default: by what
     * the camera lists and answers.
     */
    public RtspSource keepAliveMethod(RtspMethod value) {
        return with(
                old -> old.session(old.session().keepAliveMethod(Objects.requireNonNull(value))));
    }

    /**
     * Keeps sessions alive this often, 1 s at least, for a camera that hangs up earlier than it
     * says. Default: half the session timeout of the camera, at most 30 s.
     */
    public RtspSource keepAliveInterval(Duration value) {
        return with(
                old -> old.session(old.session().keepAliveInterval(Objects.requireNonNull(value))));
    }

    /**
     * Bounds how long datagrams wait for those that come before them, for networks that mix them up
     * more. Has no effect over TCP. Default: {@link ReorderLimits#DEFAULT}.
     */
    public RtspSource reorder(ReorderLimits value) {
        return with(old -> old.session(old.session().reorder(Objects.requireNonNull(value))));
    }

    /** Bounds each stage. Default: {@link Deadlines#DEFAULT}. */
    public RtspSource deadlines(Deadlines value) {
        return with(old -> old.session(old.session().deadlines(value)));
    }

    /** Says when to connect again. Default: {@link ReconnectPolicy#DEFAULT}. */
    public RtspSource reconnect(ReconnectPolicy value) {
        return withStream(old -> old.reconnect(Objects.requireNonNull(value)));
    }

    /**
     * Says which certificate the camera may show, for {@code rtsps://}. Default: {@link
     * TlsTrust#system()}.
     */
    public RtspSource tls(TlsTrust value) {
        return with(old -> old.tls(Objects.requireNonNull(value)));
    }

    /**
     * Asks for turns to connect elsewhere. Default: {@link ConnectionGovernor#shared()}.
     */
    public RtspSource governor(ConnectionGovernor value) {
        return with(old -> old.governor(Objects.requireNonNull(value)));
    }

    /**
     * Says how soon this camera connects where many want to: the higher the sooner. Default 0.
     */
    public RtspSource priority(int value) {
        return with(old -> old.priority(value));
    }

    /** Bounds the units that nobody asked for. Default: {@code skipToKeyFrame(16)}. */
    public RtspSource overflow(Overflow<KeyFramed> value) {
        return withStream(old -> old.overflow(Objects.requireNonNull(value)));
    }

    /** Counts elsewhere than in {@link Counters#shared()}. */
    public RtspSource counters(Counters value) {
        return withStream(old -> old.counters(Objects.requireNonNull(value)));
    }

    /**
     * Runs on other event loops. Default: up to four, {@code valkka-net-*}, shared by all sources,
     * on the processors of {@link reactor.valkka.schedule.ThreadRole#NET}.
     */
    public RtspSource loops(LoopResources value) {
        return withStream(old -> old.loops(Objects.requireNonNull(value)));
    }

    /**
     * Lets somebody see the dialogue and the packets, without passwords: a {@link
     * reactor.valkka.rtsp.PacketTrace} for a report of trouble, or a listener of your own. Default:
     * nobody, at no cost.
     */
    public RtspSource trace(WireListener value) {
        return withStream(old -> old.listener(Objects.requireNonNull(value)));
    }

    /** The stream's name. */
    public StreamId stream() {
        return config.stream().stream();
    }

    /** Where the camera is, without credentials. */
    public RtspUri uri() {
        return config.session().uri();
    }

    /** The counters of the stream. */
    public StreamCounters counters() {
        return config.stream().counters().of(stream());
    }

    @Override
    public Flux<EncodedFrame> frames() {
        return subscriptions.frames(config.stream(), run -> new CameraApproach(run, config));
    }

    /**
     * What the camera is doing: the present state at once, then each change. Hot, for any number of
     * watchers, and never ends; who is slow gets the newest. Told on the event loop of the camera,
     * which it shares with others: hand it to a scheduler of yours before you do anything that
     * blocks. Belongs to this source: a copy with another setting has states of its own. Where
     * several subscriptions of {@link #frames()} exist at once, their states come mixed.
     */
    public Flux<CameraState> states() {
        return subscriptions.states();
    }

    /** What the camera is doing now. */
    public CameraState state() {
        return subscriptions.state();
    }

    /**
     * Ends a wait between two connections, as after a change of the camera's password. Credentials
     * that the device has refused may be tried once more, by who waits now and by who comes later.
     */
    public void reconnectNow() {
        LoginGuard.Account account = Admission.account(config.session());
        if (account != null) {
            LoginGuard.shared().forgive(account);
        }
        subscriptions.reconnectNow();
    }

    /** The stream's name and the address, without credentials. */
    @Override
    public String toString() {
        return "RtspSource[" + stream() + ", " + config.session().uri() + ']';
    }
}
