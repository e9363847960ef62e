package reactor.valkka.sink.rtsp;

import io.netty.channel.socket.DatagramChannel;

import reactor.netty.resources.LoopResources;
import reactor.valkka.rtsp.server.MulticastOffer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a server sends to groups, by mount. Safe for all threads. */
final class GroupSenders {
    private final LoopResources loops;
    private final String network;
    private final Map<Mount, GroupSender> senders = new ConcurrentHashMap<>();

    /**
     * @param network name or address of the network to send by, empty for where the routes lead
     */
    GroupSenders(LoopResources loops, String network) {
        this.loops = loops;
        this.network = network;
    }

    /** A session wants a mount's group. */
    GroupSender join(Mount mount, MulticastOffer offer, ServedSession session) {
        GroupSender sender = senders.computeIfAbsent(
                mount,
                key -> new GroupSender(
                        key,
                        MulticastTarget.of(offer.group(), offer.port(), offer.ttl()),
                        network,
                        session.loop(),
                        () -> loops.onChannel(
                                DatagramChannel.class,
                                loops.onServer(LoopResources.DEFAULT_NATIVE))));
        sender.join(session);
        return sender;
    }

    /** The mount is no more. */
    void forget(Mount mount) {
        senders.remove(mount);
    }
}
