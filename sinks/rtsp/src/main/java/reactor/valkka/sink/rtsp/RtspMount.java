package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.valkka.Overflow;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.operator.Fork;
import reactor.valkka.rtsp.server.MulticastOffer;
import reactor.valkka.rtsp.server.RequestTarget;

import java.time.Duration;
import java.util.Objects;

/**
 * One camera of an {@link RtspServer}: where it is found, and how it is served.
 *
 * <p><b>Shape:</b> immutable; every setter returns a new instance. The frames are subscribed to
 * when the first reader asks, once for all readers, and cancelled a while after the last one left.
 *
 * <p><b>Ownership:</b> the server closes every frame that it gets.
 */
public final class RtspMount {
    private static final int BRANCH_UNITS = 64;
    private static final int PAYLOAD_BYTES_MIN = 256;
    private static final int PAYLOAD_BYTES_LIMIT = 65_000;

    private final String path;
    private final Publisher<? extends EncodedFrame> frames;
    private final MountSettings settings;
    private final @Nullable Credentials credentials;
    private final @Nullable MulticastOffer multicast;

    private RtspMount(
            String path,
            Publisher<? extends EncodedFrame> frames,
            MountSettings settings,
            @Nullable Credentials credentials,
            @Nullable MulticastOffer multicast) {
        this.path = path;
        this.frames = frames;
        this.settings = settings;
        this.credentials = credentials;
        this.multicast = multicast;
    }

    /**
     * A camera that others use too: a branch of its own is taken while somebody reads.
     *
     * @param path as in {@code rtsp://host/path}, with or without a slash before it; may have
     *     several segments; what an address cannot hold is escaped there and not here
     * @throws IllegalArgumentException if the path is empty or {@code *}
     */
    public static RtspMount of(String path, Fork<EncodedFrame> frames) {
        String clean = clean(path);
        return new RtspMount(
                clean,
                frames.branch("rtsp /" + clean, Overflow.skipToKeyFrame(BRANCH_UNITS)),
                MountSettings.DEFAULT,
                null,
                null);
    }

    /**
     * A camera that nobody else wants the frames of.
     *
     * @param path as in {@code rtsp://host/path}, with or without a slash before it
     * @throws IllegalArgumentException if the path is empty or {@code *}
     */
    public static RtspMount of(String path, Publisher<? extends EncodedFrame> frames) {
        Objects.requireNonNull(frames, "frames");
        return new RtspMount(clean(path), frames, MountSettings.DEFAULT, null, null);
    }

    static String clean(String path) {
        String clean = RequestTarget.path(path);
        if (clean.isEmpty() || clean.equals("*") || clean.indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "A mount needs a path such as /door, without a query, got \"" + path + '"');
        }
        return clean;
    }

    private RtspMount with(MountSettings changed) {
        return new RtspMount(path, frames, changed, credentials, multicast);
    }

    /**
     * Asks for a user and a password of this mount's own. Default: those of the server.
     *
     * @throws IllegalArgumentException if the user contains a colon, which Basic does not allow
     */
    public RtspMount credentials(String user, String password) {
        return new RtspMount(path, frames, settings, checked(user, password), multicast);
    }

    static Credentials checked(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("A user's name must not contain a colon");
        }
        return Credentials.of(user, password);
    }

    /**
     * Sets how long the camera stays connected after its last reader has left; 0 lets it go at
     * once. Default 10 seconds.
     */
    public RtspMount linger(Duration time) {
        return with(settings.withTimes(time, settings.patience(), settings.retryAfter()));
    }

    /**
     * Sets how long a reader waits for a camera that does not come before it is told to try later
     * (503). Default 10 seconds.
     */
    public RtspMount patience(Duration time) {
        return with(settings.withTimes(settings.linger(), time, settings.retryAfter()));
    }

    /**
     * Sets how many bytes of media a packet carries at most; all headers together take up to 60
     * more. Default 1 400, which fits into an Ethernet frame; less for tunnels.
     *
     * @throws IllegalArgumentException unless it lies between 256 and 65 000
     */
    public RtspMount payloadBytesMax(int bytes) {
        if (bytes < PAYLOAD_BYTES_MIN || bytes > PAYLOAD_BYTES_LIMIT) {
            throw new IllegalArgumentException(
                    "Packets of 256 to 65000 bytes can be sent, got " + bytes);
        }
        return with(settings.withPayloadBytesMax(bytes));
    }

    /**
     * Sets whether a reader begins with the current group of pictures, which it gets at once, and
     * not with the next one. Default true.
     */
    public RtspMount startsAtOnce(boolean value) {
        return with(settings.withStartsAtOnce(value));
    }

    /**
     * Sets how much is kept for readers that come late or are slow. Default 8 MiB and 10 seconds. A
     * group of pictures that does not fit loses its key frame there, and late readers wait for the
     * next one.
     *
     * @throws IllegalArgumentException if there would be no room
     */
    public RtspMount ring(int bytesMax, Duration durationMax) {
        return with(settings.withRing(
                new RingSettings(bytesMax, durationMax, settings.ring().slack())));
    }

    /**
     * Offers the stream to a multicast group too, to readers that ask for it; it is sent there
     * while there is one. Does not leave the own network (TTL 1). Default: not offered.
     *
     * @param group address of the group
     * @param port even UDP port of the first track; RTCP and the other tracks take the next ones
     * @throws IllegalArgumentException if this is no multicast address, or the port is odd
     */
    public RtspMount multicast(String group, int port) {
        return multicast(group, port, 1);
    }

    /**
     * Offers the stream to a multicast group too, beyond so many routers.
     *
     * @param ttl 1 for the own network, up to 255
     * @throws IllegalArgumentException if this is no multicast address, or the port is odd
     */
    public RtspMount multicast(String group, int port, int ttl) {
        MulticastTarget target = MulticastTarget.of(group, port, ttl);
        return new RtspMount(
                path, frames, settings, credentials, new MulticastOffer(target.group(), port, ttl));
    }
    /** Where it is found, without a slash before it. */
    public String path() {
        return path;
    }

    Publisher<? extends EncodedFrame> frames() {
        return frames;
    }

    MountSettings settings() {
        return settings;
    }

    @Nullable
    Credentials credentials() {
        return credentials;
    }

    @Nullable
    MulticastOffer multicast() {
        return multicast;
    }

    @Override
    public String toString() {
        return "RtspMount[/" + path + "]";
    }
}
