package reactor.valkka.sink.rtsp;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.scheduler.Schedulers;

import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends a mount to its group while a session has asked for that: one more reader, over sockets of
 * its own.
 *
 * <p><b>Threads:</b> {@link #join} and {@link #leave} may be called by all; the rest belongs to one
 * event loop.
 */
final class GroupSender {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);

    private final Mount mount;
    private final MulticastTarget target;
    private final String network;
    private final EventLoop loop;
    private final ChannelFactory<? extends DatagramChannel> channels;
    private final Set<ServedSession> members = new HashSet<>();
    private @Nullable ServerPorts ports;
    private @Nullable Reader reader;
    private boolean opening;

    /**
     * @param network name or address of the network to send by, empty for where the routes lead
     */
    GroupSender(
            Mount mount,
            MulticastTarget target,
            String network,
            EventLoop loop,
            ChannelFactory<? extends DatagramChannel> channels) {
        this.mount = mount;
        this.target = target;
        this.network = network;
        this.loop = loop;
        this.channels = channels;
    }

    /** A session wants it. */
    void join(ServedSession session) {
        loop.execute(() -> {
            members.add(session);
            if (ports == null && !opening) {
                opening = true;
                Schedulers.boundedElastic().schedule(this::open);
            }
        });
    }

    /** A session wants it no longer. */
    void leave(ServedSession session) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> {
                if (members.remove(session) && members.isEmpty()) {
                    stop();
                }
            });
        }
    }

    /** Looks at the networks, which may block. */
    private void open() {
        try {
            GroupSockets.on(target, network).open(loop, channels, this::opened, this::failed);
        } catch (SocketException noNetwork) {
            loop.execute(() -> failed(noNetwork));
        }
    }

    private void opened(ServerPorts opened) {
        opening = false;
        MountSetup setup = mount.currentSetup();
        if (members.isEmpty() || setup == null) {
            opened.close();
            endMembers();
            return;
        }
        ports = opened;
        int tracks = setup.tracks().size();
        InetSocketAddress[] rtp = new InetSocketAddress[tracks];
        InetSocketAddress[] rtcp = new InetSocketAddress[tracks];
        for (int track = 0; track < tracks; track++) {
            rtp[track] = target.rtp(track);
            rtcp[track] = target.rtcp(track);
        }
        reader = mount.datagrams(setup, loop, opened, rtp, rtcp, reason -> {
            endMembers();
            stop();
        });
        reader.play();
    }

    private void failed(Throwable cause) {
        opening = false;
        LOG.warn("/{} cannot be sent to {}", mount.path(), target, cause);
        endMembers();
    }

    private void endMembers() {
        List.copyOf(members).forEach(session -> session.endSoon(SessionEnd.STREAM_OVER));
        members.clear();
    }

    private void stop() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        if (ports != null) {
            ports.close();
            ports = null;
        }
    }
}
