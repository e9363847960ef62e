package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
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
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.rtsp.server.PublishAccess;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * A stream that clients push to an {@link RtspServer}: {@code ffmpeg -f rtsp}, GStreamer's {@code
 * rtspclientsink}, encoders and phones, by ANNOUNCE and RECORD, over TCP or UDP.
 *
 * <pre>{@code
 * RtspPublication live = RtspPublication.at("/live").credentials("studio", "secret");
 * Fork<EncodedFrame> pushed = Fork.of(live.frames());
 * BoundRtspServer server = RtspServer.create()
 *     .publish(live)
 *     .mount("/live", pushed)
 *     .bindNow();
 * }</pre>
 *
 * <p><b>Shape:</b> immutable; every setter returns a new publication, with subscribers and
 * publishers of its own. {@link #frames()} is live and never completes: it waits while nobody
 * publishes, and goes on when a publisher left and another one comes. It begins with a setup; what
 * another publisher sends begins with a setup that is flagged as a discontinuity, and presentation
 * timestamps go on by the time that passed. Each begins with a key frame. There is one publisher
 * and one subscriber at a time; put a {@link reactor.valkka.operator.Fork} behind it to have more.
 * The path may be a mount, too: its readers get what is pushed there.
 *
 * <p><b>Threads:</b> frames are signalled on the publisher's event loop, one of the server's, where
 * they have been asked for, otherwise on the thread that asks. Nothing blocks.
 *
 * <p><b>Ownership:</b> who receives a frame closes it.
 *
 * <p><b>Overflow:</b> publishers are always read. Without a subscriber all that comes is dropped;
 * who subscribes in the middle begins at the next key frame. Units for which there is no demand
 * wait, 16 of them by default; then the backlog is skipped to the newest key frame and counted as
 * {@code OUTLET_DROPPED}. Without a free slot in the pool units are dropped up to the next key
 * frame and counted as {@code POOL_EXHAUSTED}.
 *
 * <p><b>Errors:</b> a second subscriber gets an {@link IllegalStateException}. A publisher is
 * refused with 401 (who it is), 403 (somebody publishes already), 405 (the path is only a mount),
 * 413 or 415 (its description), 461 (its transport) or 503 (the pool has no room for one more
 * stream). One that stops sending, loses its connection or says goodbye ends with a reason in
 * {@link #states()}; that is no error of the stream.
 *
 * <p><b>Units:</b> presentation timestamps in ticks of the track's clock, 90 kHz for video.
 *
 * <p><b>Source:</b> RFC 2326 §10.3, §10.11; RFC 3550.
 */
public final class RtspPublication implements FrameSource<EncodedFrame> {
    private final PublicationConfig config;
    private final PublicationPoint point;

    private RtspPublication(PublicationConfig config) {
        this.config = config;
        point = new PublicationPoint(config);
    }

    /**
     * A path that may be published to. The stream is named after it until {@link #stream} names it.
     *
     * @param path as in {@code rtsp://host/path}, with or without a slash before it
     * @throws IllegalArgumentException if the path is empty or {@code *}
     */
    public static RtspPublication at(String path) {
        return new RtspPublication(PublicationConfig.of(RtspMount.clean(path)));
    }

    private RtspPublication with(Consumer<PublicationConfig.Copy> change) {
        return new RtspPublication(config.with(change));
    }

    /**
     * Asks publishers for a user and a password. Default: those of the server; where it has none,
     * whoever reaches it may publish.
     *
     * @throws IllegalArgumentException if the user contains a colon, which Basic does not allow
     */
    public RtspPublication credentials(String user, String password) {
        return with(copy -> copy.credentials = RtspMount.checked(user, password));
    }

    /** Names the stream. Default: the path. */
    public RtspPublication stream(StreamId value) {
        return with(copy -> copy.stream = Objects.requireNonNull(value));
    }

    /** Takes slots from a pool, with a guarantee of 64 KiB while somebody publishes. */
    public RtspPublication pool(FramePool value) {
        return pool(value, PublicationConfig.GUARANTEED_BYTES);
    }

    /**
     * Takes slots from a pool. Default: one of at most 256 MiB that all publications without a pool
     * of their own share.
     *
     * @param value the pool
     * @param guaranteedBytes that nobody else can take while somebody publishes; 0 for none
     */
    public RtspPublication pool(FramePool value, long guaranteedBytes) {
        return with(copy -> {
            copy.pool = Objects.requireNonNull(value);
            copy.guaranteedBytes = guaranteedBytes;
        });
    }

    /**
     * Chooses which of the announced tracks are received. Publishers may send the others, but what
     * they send there is dropped. Default: {@link TrackSelection#all}.
     */
    public RtspPublication tracks(TrackSelection value) {
        return with(copy -> copy.tracks = Objects.requireNonNull(value));
    }

    /** Says what becomes of a second publisher. Default: {@link Takeover#REFUSE}. */
    public RtspPublication takeover(Takeover value) {
        return with(copy -> copy.takeover = Objects.requireNonNull(value));
    }

    /** Bounds the units that nobody asked for. Default: {@code skipToKeyFrame(16)}. */
    public RtspPublication overflow(Overflow<KeyFramed> value) {
        return with(copy -> copy.overflow = Objects.requireNonNull(value));
    }

    /** Says how long packets wait for those before them. Default: {@link ReorderLimits#DEFAULT}. */
    public RtspPublication reorder(ReorderLimits value) {
        return with(copy -> copy.receiver = copy.receiver.reorder(Objects.requireNonNull(value)));
    }

    /** Says whose clock tells when pictures were captured. Default: {@link ClockPolicy#SMART}. */
    public RtspPublication clock(ClockPolicy value) {
        return with(copy -> copy.receiver = copy.receiver.clock(Objects.requireNonNull(value)));
    }

    /**
     * Bounds each wait for a publisher; here these count: {@code setup} from ANNOUNCE to RECORD,
     * {@code firstPacket} from there, {@code firstKeyFrame} and {@code silence}. Default: {@link
     * Deadlines#DEFAULT}.
     */
    public RtspPublication deadlines(Deadlines value) {
        return with(copy -> copy.deadlines = Objects.requireNonNull(value));
    }

    /** Counts elsewhere than in {@link Counters#shared()}. */
    public RtspPublication counters(Counters value) {
        return with(copy -> copy.counters = Objects.requireNonNull(value));
    }

    /** Where it is published, without a slash before it. */
    public String path() {
        return config.path();
    }

    /** The stream's name. */
    public StreamId stream() {
        return config.stream();
    }

    /** The counters of the stream. */
    public StreamCounters counters() {
        return point.counters();
    }

    @Override
    public Flux<EncodedFrame> frames() {
        return point.frames();
    }

    /**
     * Who publishes, and how it ended: the present state at once, then each change. Hot, never
     * completes; who is slow gets the newest.
     */
    public Flux<PublicationState> states() {
        return point.states().states();
    }

    /** What happens now. */
    public PublicationState state() {
        return point.states().state();
    }

    PublicationPoint point() {
        return point;
    }

    /**
     * Who may publish.
     *
     * @param otherwise the credentials where it has none of its own
     */
    PublishAccess access(@Nullable Credentials otherwise) {
        return new PublishAccess(
                config.path(),
                config.credentials() == null ? otherwise : config.credentials(),
                config.tracks(),
                config.deadlines().setup());
    }

    /** The path. */
    @Override
    public String toString() {
        return "RtspPublication[/" + path() + ']';
    }
}
