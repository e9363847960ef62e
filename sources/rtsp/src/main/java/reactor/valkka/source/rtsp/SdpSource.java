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
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.DescribedSession;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.rtsp.WireListener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Plain RTP as a source of access units, without RTSP: whatever somebody sends to our ports or to a
 * group, as a session description (SDP) says. By default its first video is played.
 *
 * <pre>{@code
 * // ffmpeg … -f rtp rtp://239.1.1.7:5004 -sdp_file door.sdp
 * SdpSource door = SdpSource.of(Path.of("door.sdp")).network("eth1");
 *
 * door.frames().subscribe(frame -> { try (frame) { ... } });
 * }</pre>
 *
 * <p>With a unicast address in {@code c=}, the port of each {@code m=} section is opened on all
 * networks, whatever the address is. With the address of a group, the group is joined. RTCP has
 * the next port, or the one that {@code a=rtcp} or {@code a=rtcp-mux} names. {@code
 * a=source-filter} is honoured: a group is joined for its one source, and what others send is left
 * alone. Without it, whoever can reach the port can send pictures. Receiver reports go to where the
 * sender's reports come from, and none to groups.
 *
 * <p><b>Shape:</b> immutable: each setter returns a new source. {@link #frames()} is cold: each
 * subscription opens the ports, so a unicast description serves one at a time; use a {@link
 * reactor.valkka.operator.Fork} for more. The flux is live and never completes: where the sender
 * falls silent, says goodbye or was never there, it listens anew by its {@link ReconnectPolicy},
 * and fails only where the policy ends. The first frame is a setup; after a break comes a setup
 * that is flagged as a discontinuity, and presentation timestamps go on by the time that passed.
 * Each begins with a key frame.
 *
 * <p><b>Threads:</b> frames are signalled on one event loop of {@link #loops}, where they have been
 * asked for, otherwise on the thread that asks. Files are read on {@code boundedElastic}. Nothing
 * blocks.
 *
 * <p><b>Ownership:</b> who receives a frame closes it.
 *
 * <p><b>Overflow:</b> the ports are always read. Units for which there is no demand wait, 16 of
 * them by default; then the backlog is skipped to the newest key frame and counted as
 * {@code OUTLET_DROPPED}. Without a free slot in the pool units are dropped up to the next key
 * frame and counted as {@code POOL_EXHAUSTED}.
 *
 * <p><b>Errors:</b> where the policy does not try again, {@link
 * reactor.valkka.rtsp.RtspUnsupportedException} if nothing described can be played, {@link
 * reactor.valkka.rtsp.RtspProtocolException} if a file holds no description, {@link
 * reactor.valkka.rtsp.RtspConnectionException} if it cannot be read, a port is taken, a group
 * cannot be joined or the sender says goodbye, {@link reactor.valkka.rtsp.RtspTimeoutException} if
 * nothing comes. A description that was given as text and cannot be played fails at once. {@link
 * reactor.valkka.pool.PoolExhaustedException} where the pool has no room for one more stream.
 *
 * <p><b>Units:</b> presentation timestamps in ticks of the track's clock, 90 kHz for video.
 *
 * <p><b>Source:</b> RFC 8866 (SDP), RFC 3550, RFC 3605, RFC 4570, RFC 5761.
 */
public final class SdpSource implements FrameSource<EncodedFrame> {

    private static final ReconnectPolicy LISTEN_AGAIN = ReconnectPolicy.backoff(
                    Duration.ofMillis(250), Duration.ofSeconds(1))
            .refused(Duration.ofSeconds(5));

    private final SdpConfig config;
    private final Subscriptions subscriptions = new Subscriptions();

    private SdpSource(SdpConfig config) {
        this.config = config;
    }

    /**
     * What a file describes; the stream is named after the file until {@link #stream} names it. The
     * file is read at each subscription and before listening anew, so it may come later than this
     * source, and the sender may write it anew.
     *
     * @param file a session description of at most 1 MiB, in UTF-8
     */
    public static SdpSource of(Path file) {
        SdpText text = new SdpText.File(file);
        return of(text, text.name());
    }

    /**
     * What a text describes; the stream is named after the group or the port of its first track
     * until {@link #stream} names it.
     *
     * @param description a session description
     * @throws IllegalArgumentException if the text describes no media that we can receive
     */
    public static SdpSource parse(String description) {
        try {
            SessionDescription parsed = SessionDescription.parse(description);
            DescribedSession all =
                    DescribedSession.of(parsed, TrackSelection.all(), "given as text");
            return of(new SdpText.Given(all.place(), description), all.place());
        } catch (RtspException nothing) {
            throw new IllegalArgumentException(nothing.getMessage(), nothing);
        }
    }

    private static SdpSource of(SdpText text, String name) {
        return new SdpSource(SdpConfig.of(text, StreamConfig.of(StreamId.of(name), LISTEN_AGAIN)));
    }

    private SdpSource with(UnaryOperator<SdpConfig> change) {
        return new SdpSource(change.apply(config));
    }

    private SdpSource withStream(UnaryOperator<StreamConfig> change) {
        return with(old -> old.stream(change.apply(old.stream())));
    }

    /** Names the stream. Default: the file, or the group or the port of the first track. */
    public SdpSource stream(StreamId value) {
        return withStream(old -> old.stream(Objects.requireNonNull(value)));
    }

    /**
     * Chooses which of the described tracks are played. Default: {@link TrackSelection#firstVideo},
     * and nothing else.
     */
    public SdpSource tracks(TrackSelection value) {
        return with(old -> old.tracks(Objects.requireNonNull(value)));
    }

    /**
     * Names the network on which groups are joined and ports opened. Default: groups where the
     * kernel's routes lead to, which on a machine with several networks is often not where the
     * cameras are; ports on all networks.
     *
     * @param value a network interface such as {@code eth1}, or one of its addresses; looked up at
     *     each subscription and before listening anew
     */
    public SdpSource network(String value) {
        return with(old -> old.network(Objects.requireNonNull(value)));
    }

    /** Says how long packets wait for those before them. Default: {@link ReorderLimits#DEFAULT}. */
    public SdpSource reorder(ReorderLimits value) {
        return with(old -> old.receiver(old.receiver().reorder(Objects.requireNonNull(value))));
    }

    /**
     * Says whose clock tells when pictures were captured. Default: {@link ClockPolicy#SMART}.
     */
    public SdpSource clock(ClockPolicy value) {
        return with(old -> old.receiver(old.receiver().clock(Objects.requireNonNull(value))));
    }

    /**
     * Bounds each stage; here these count: {@code describe} for reading a file, {@code setup} for
     * opening ports, {@code firstPacket} from there, {@code firstKeyFrame} and {@code silence}.
     * Default: {@link Deadlines#DEFAULT}.
     */
    public SdpSource deadlines(Deadlines value) {
        return with(old -> old.deadlines(Objects.requireNonNull(value)));
    }

    /**
     * Says when to listen anew. Default: after 250 ms, doubling to 1 s, as nobody is troubled by
     * it; 5 s where the file describes nothing that can be played.
     */
    public SdpSource reconnect(ReconnectPolicy value) {
        return withStream(old -> old.reconnect(Objects.requireNonNull(value)));
    }

    /**
     * Takes slots from a pool, with a guarantee of 64 KiB. Default: one of at most 256 MiB that all
     * sources without a pool of their own share.
     */
    public SdpSource pool(FramePool value) {
        return pool(value, StreamConfig.GUARANTEED_BYTES);
    }

    /**
     * Takes slots from a pool.
     *
     * @param value the pool
     * @param guaranteedBytes that nobody else can take; 0 for none
     */
    public SdpSource pool(FramePool value, long guaranteedBytes) {
        return withStream(old -> old.pool(Objects.requireNonNull(value), guaranteedBytes));
    }

    /** Bounds the units that nobody asked for. Default: {@code skipToKeyFrame(16)}. */
    public SdpSource overflow(Overflow<KeyFramed> value) {
        return withStream(old -> old.overflow(Objects.requireNonNull(value)));
    }

    /** Counts elsewhere than in {@link Counters#shared()}. */
    public SdpSource counters(Counters value) {
        return withStream(old -> old.counters(Objects.requireNonNull(value)));
    }

    /**
     * Runs on other event loops. Default: up to four, {@code valkka-net-*}, shared by all sources.
     */
    public SdpSource loops(LoopResources value) {
        return withStream(old -> old.loops(Objects.requireNonNull(value)));
    }

    /**
     * Lets somebody see the packets: a {@link reactor.valkka.rtsp.PacketTrace} for a report of
     * trouble, or a listener of your own. Default: nobody, at no cost.
     */
    public SdpSource trace(WireListener value) {
        return withStream(old -> old.listener(Objects.requireNonNull(value)));
    }

    /** The stream's name. */
    public StreamId stream() {
        return config.stream().stream();
    }

    /** The counters of the stream. */
    public StreamCounters counters() {
        return config.stream().counters().of(stream());
    }

    @Override
    public Flux<EncodedFrame> frames() {
        return subscriptions.frames(config.stream(), run -> new SdpApproach(run, config));
    }

    /**
     * What the stream is doing: {@code Connecting} until the first packet, then {@code Playing}.
     * The present state at once, then each change; hot, as {@link RtspSource#states()}.
     */
    public Flux<CameraState> states() {
        return subscriptions.states();
    }

    /** What the stream is doing now. */
    public CameraState state() {
        return subscriptions.state();
    }

    /** Ends a wait before listening anew, as after the file was mended. */
    public void reconnectNow() {
        subscriptions.reconnectNow();
    }

    /** The stream's name and the file or the place. */
    @Override
    public String toString() {
        return "SdpSource[" + stream() + ", " + config.text().name() + ']';
    }
}
