package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counters;

import java.nio.file.Path;

/**
 * How a stream is sent to a group.
 *
 * @param target the group
 * @param network interface or one of its addresses, empty for where the routes lead to
 * @param name of the session, empty for the stream's
 * @param payloadBytesMax bytes of payload in a packet at most
 * @param file where the description is written, or null
 * @param counters where is counted what could not be sent
 * @param loops to run on, or null for the one that all senders share
 */
record MulticastSettings(
        MulticastTarget target,
        String network,
        String name,
        int payloadBytesMax,
        @Nullable Path file,
        Counters counters,
        @Nullable LoopResources loops) {

    private static final int PAYLOAD_BYTES = 1_400;

    static MulticastSettings of(MulticastTarget target) {
        return new MulticastSettings(target, "", "", PAYLOAD_BYTES, null, Counters.shared(), null);
    }

    MulticastSettings withTarget(MulticastTarget value) {
        return new MulticastSettings(value, network, name, payloadBytesMax, file, counters, loops);
    }

    MulticastSettings withNetwork(String value) {
        return new MulticastSettings(target, value, name, payloadBytesMax, file, counters, loops);
    }

    MulticastSettings withName(String value) {
        return new MulticastSettings(
                target, network, value, payloadBytesMax, file, counters, loops);
    }

    MulticastSettings withPayloadBytesMax(int value) {
        return new MulticastSettings(target, network, name, value, file, counters, loops);
    }

    MulticastSettings withFile(Path value) {
        return new MulticastSettings(
                target, network, name, payloadBytesMax, value, counters, loops);
    }

    MulticastSettings withCounters(Counters value) {
        return new MulticastSettings(target, network, name, payloadBytesMax, file, value, loops);
    }

    MulticastSettings withLoops(LoopResources value) {
        return new MulticastSettings(target, network, name, payloadBytesMax, file, counters, value);
    }

    /** The loops that are to be used. */
    LoopResources usedLoops() {
        return loops == null ? Shared.LOOPS : loops;
    }

    private static final class Shared {
        static final LoopResources LOOPS = LoopResources.create("valkka-net-multicast", 1, true);
    }
}
