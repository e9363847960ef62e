package reactor.valkka.sink.rtsp;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;
import reactor.valkka.FrameSink;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a stream to a multicast group as plain RTP: once over the network, for all who listen.
 *
 * <pre>{@code
 * MulticastSender wall = MulticastSender.create("239.1.1.7", 50000).ttl(4).sdpFile(file);
 *
 * encoded.branch("multicast", Overflow.skipToKeyFrame(16)).as(wall::consume).subscribe();
 * }</pre>
 *
 * <p>Receivers need no more than the session description (SDP): as a file, from {@link #sdp()}, or
 * over HTTP. The first track has the port and the next one, for its reports; further tracks have
 * those behind. Nobody is asked for a password and nothing is encrypted: who can listen on that
 * network can watch.
 *
 * <p><b>Shape:</b> immutable; every setter returns a new instance. {@link #consume} gives a cold
 * {@code Mono}, which completes when the stream has ended and the goodbye is out; an instance sends
 * one stream at a time, and is free for another when the goodbye is out, which a cancelled one says
 * as well. Files and recordings are sent at their own speed. Late listeners begin with the next key
 * frame, which has the parameter sets with it.
 *
 * <p><b>Threads:</b> makes packets on the thread that signals the frames, and sends them on an
 * event loop, {@code valkka-net-multicast-*}, which all senders share; writes files on {@code
 * boundedElastic}. Nothing blocks.
 *
 * <p><b>Ownership:</b> closes every frame.
 *
 * <p><b>Overflow:</b> at most 8 MiB wait for the network. What does not fit is not sent, of video
 * up to the next key frame; it is counted as {@code VIEWER_SKIPPED}, and receivers see a gap. Units
 * that RTP cannot carry are left out and counted as {@code UNITS_DAMAGED}, and tracks that it
 * cannot carry as {@code TRACKS_SET_ASIDE}.
 *
 * <p><b>Errors:</b> {@link MulticastException} if there is no such network, if the kernel refuses
 * the network or the time to live (nothing has been sent then), if there are more tracks than
 * ports or none that RTP can carry, or if the file cannot be written; {@link
 * IllegalStateException} if the instance sends already; and those of the stream.
 *
 * <p><b>Source:</b> RFC 3550, RFC 8866, RFC 1112, RFC 2365.
 */
public final class MulticastSender implements FrameSink<EncodedFrame> {
    private static final int PAYLOAD_BYTES_MIN = 256;
    private static final int PAYLOAD_BYTES_MAX = 65_000;

    private final MulticastSettings settings;
    private final AtomicBoolean sending = new AtomicBoolean();
    private final Sinks.Many<String> descriptions = Sinks.many().replay().latest();

    private MulticastSender(MulticastSettings settings) {
        this.settings = settings;
    }

    /**
     * A sender to a group of the own network.
     *
     * @param group numeric address of IPv4 (239.0.0.0/8 is free to use on one's own networks) or
     *     IPv6
     * @param port even UDP port of the first track
     * @throws IllegalArgumentException if this is no address of a group, or the port is odd
     */
    public static MulticastSender create(String group, int port) {
        return new MulticastSender(MulticastSettings.of(MulticastTarget.of(group, port, 1)));
    }

    /**
     * Sets how far packets go: 1, the default, is the own network, each router takes one away.
     *
     * @throws IllegalArgumentException unless it lies between 1 and 255
     */
    public MulticastSender ttl(int value) {
        MulticastTarget old = settings.target();
        return new MulticastSender(
                settings.withTarget(new MulticastTarget(old.address(), old.port(), value)));
    }

    /**
     * Names the network that packets leave by. Default: where the kernel's routes lead to, which on
     * a machine with several networks may be another one than you think.
     *
     * @param value a network interface such as {@code eth1}, or one of its addresses; {@code lo}
     *     keeps everything on this machine; looked up when the stream begins
     */
    public MulticastSender network(String value) {
        return new MulticastSender(settings.withNetwork(Objects.requireNonNull(value, "network")));
    }

    /** Names the session in the description. Default: the stream's name. */
    public MulticastSender name(String value) {
        return new MulticastSender(settings.withName(Objects.requireNonNull(value, "name")));
    }

    /**
     * Sets how many bytes of media a packet carries at most; all headers together take up to 60
     * more. Default 1 400, which fits into an Ethernet frame.
     *
     * @throws IllegalArgumentException unless it lies between 256 and 65 000
     */
    public MulticastSender payloadBytesMax(int bytes) {
        if (bytes < PAYLOAD_BYTES_MIN || bytes > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "Packets of 256 to 65000 bytes can be sent, got " + bytes);
        }
        return new MulticastSender(settings.withPayloadBytesMax(bytes));
    }

    /**
     * Writes the description to a file when it is known and whenever it changes; whoever reads it
     * sees a whole one. It stays when the stream has ended. Default: no file.
     */
    public MulticastSender sdpFile(Path file) {
        return new MulticastSender(settings.withFile(file.toAbsolutePath()));
    }

    /** Sets where is counted what could not be sent. Default {@link Counters#shared()}. */
    public MulticastSender counters(Counters value) {
        return new MulticastSender(
                settings.withCounters(Objects.requireNonNull(value, "counters")));
    }

    /** Sets the event loops to run on. Default: one that all senders share. */
    public MulticastSender runOn(LoopResources loops) {
        return new MulticastSender(settings.withLoops(Objects.requireNonNull(loops, "loops")));
    }

    /**
     * The description for receivers: at once where it is known, otherwise as soon as this instance
     * has been given the first setup of a stream.
     */
    public Mono<String> sdp() {
        return descriptions.asFlux().next();
    }

    /** The description that is known, if there is one, and then each that takes its place; hot. */
    public Flux<String> descriptions() {
        return descriptions.asFlux();
    }

    @Override
    public Mono<Void> consume(Publisher<? extends EncodedFrame> frames) {
        return Mono.create(sink -> {
            if (!sending.compareAndSet(false, true)) {
                sink.error(new IllegalStateException(
                        this + " sends already; make another one for another stream"));
                return;
            }
            MulticastRun run = new MulticastRun(
                    settings, descriptions, () -> sending.set(false), sink::success, sink::error);
            sink.onCancel(run::cancel);
            run.start(frames);
        });
    }

    @Override
    public String toString() {
        return "MulticastSender[" + settings.target() + ']';
    }
}
