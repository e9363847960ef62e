package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.Counter;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.server.Client;
import reactor.valkka.rtsp.server.MulticastOffer;
import reactor.valkka.rtsp.server.PlayPoint;
import reactor.valkka.rtsp.server.ReadSession;
import reactor.valkka.rtsp.server.RequestTarget;
import reactor.valkka.rtsp.server.SessionStep;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A session with its reader: what the state machine decides is done here.
 *
 * <p><b>Threads:</b> confined to the event loop of the connection that made it, for its whole life.
 */
final class ServedSession {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final int NOT_SET_UP = -1;

    /** How long a client whose stream is over may take to say TEARDOWN. */
    private static final long FAREWELL_SECONDS = 5;

    /** The connection that made it, as long as that is there. */
    interface Owner {
        /** The session is over. */
        void onEnd(ServedSession session, SessionEnd reason);
    }

    private final ServerRuntime server;
    private final ReadSession session;
    private final Mount mount;
    private final Mount.Hold hold;
    private final @Nullable MountSetup setup;
    private final ReaderListener onMountEnd = this::onMountEnd;
    private final ServerPorts.Reports reports = this::onReport;
    private final Channel channel;
    private final String household;
    private final Owner owner;
    private @Nullable Reader reader;
    private @Nullable GroupSender group;
    private @Nullable InetSocketAddress[] rtpTargets = new InetSocketAddress[0];
    private @Nullable InetSocketAddress[] rtcpTargets = new InetSocketAddress[0];
    private @Nullable Future<?> timer;
    private boolean streamOver;
    private boolean over;

    /**
     * @param channel the connection that makes it
     * @param household what its sessions are counted by
     */
    ServedSession(
            ServerRuntime server,
            ReadSession session,
            Mount mount,
            Channel channel,
            String household,
            Owner owner) {
        this.server = server;
        this.session = session;
        this.mount = mount;
        this.channel = channel;
        this.household = household;
        this.owner = owner;
        hold = mount.hold();
        setup = mount.currentSetup();
        if (setup != null) {
            mount.listen(setup, onMountEnd);
        }
        arm();
    }

    String id() {
        return session.id();
    }

    /** Whether it was told what it will get: then it is told the end of that, too. */
    boolean isPromised() {
        return setup != null;
    }

    Mount mount() {
        return mount;
    }

    ReadSession session() {
        return session;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    /** A request that came over another connection. */
    RtspResponse onForeignRequest(Client client, RtspRequest request, RequestTarget target) {
        return session.admits(client, target)
                ? onRequest(request, target)
                : RtspResponse.to(request, 454);
    }

    /** A request about this session. */
    RtspResponse onRequest(RtspRequest request, RequestTarget target) {
        if (over || streamOver && wantsMore(request.method())) {
            return RtspResponse.to(request, 454);
        }
        List<ReadSession.@Nullable Member> before = session.members();
        SessionStep step = session.onRequest(request, target, server.now());
        if (!before.equals(session.members())) {
            dropReader();
        }
        arm();
        if (step instanceof SessionStep.Play) {
            return play(request);
        } else if (step instanceof SessionStep.Pause pause) {
            pause();
            return pause.response();
        } else if (step instanceof SessionStep.End end) {
            end(SessionEnd.TEARDOWN);
            return end.response();
        }
        return ((SessionStep.Answer) step).response();
    }

    private static boolean wantsMore(String method) {
        return method.equals(RtspMethod.PLAY.name()) || method.equals(RtspMethod.SETUP.name());
    }

    private RtspResponse play(RtspRequest request) {
        MountSetup promised = setup;
        if (promised == null || !mount.offers(promised)) {
            onReaderEnd(EndReason.STREAM_ENDED);
            return RtspResponse.to(request, 454);
        }
        if (session.isMulticast()) {
            joinGroup();
            return session.onPlaying(request, List.of());
        }
        Reader playing = reader;
        if (playing == null) {
            playing = reader(promised);
            reader = playing;
            server.count(Counter.READERS_SERVED);
        }
        List<PlayPoint> points = playing == null
                ? List.of()
                : playing.play().stream()
                        .map(info -> new PlayPoint(
                                info.track(),
                                info.sequenceNumber(),
                                Integer.toUnsignedLong(info.timestamp())))
                        .toList();
        return session.onPlaying(request, points);
    }

    private void joinGroup() {
        MountTable.Served served = server.mounts().served(session.path());
        MulticastOffer offer =
                served == null || served.mount() != mount ? null : served.multicast();
        if (offer != null && group == null) {
            group = server.groups().join(mount, offer, this);
            server.count(Counter.READERS_SERVED);
        }
    }

    private void leaveGroup() {
        if (group != null) {
            group.leave(this);
            group = null;
        }
    }

    private void pause() {
        leaveGroup();
        if (reader != null) {
            reader.pause();
        }
    }

    private @Nullable Reader reader(MountSetup promised) {
        List<ReadSession.@Nullable Member> members = session.members();
        if (session.isBoundToConnection()) {
            int[] channels =
                    members.stream().mapToInt(ServedSession::rtpChannel).toArray();
            return mount.interleaved(promised, channel, channels, this::onReaderEnd);
        }
        ServerPorts ports = server.ports(loop());
        return ports == null ? null : datagrams(promised, ports, members);
    }

    private static int rtpChannel(ReadSession.@Nullable Member member) {
        PortPair pair = member == null ? null : member.transport().interleaved();
        return pair == null ? NOT_SET_UP : pair.first();
    }

    private Reader datagrams(
            MountSetup promised, ServerPorts ports, List<ReadSession.@Nullable Member> members) {
        InetAddress to = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        rtpTargets = new InetSocketAddress[members.size()];
        rtcpTargets = new InetSocketAddress[members.size()];
        for (int track = 0; track < members.size(); track++) {
            ReadSession.Member member = members.get(track);
            PortPair pair = member == null ? null : member.transport().clientPorts();
            if (pair != null) {
                rtpTargets[track] = claimed(new InetSocketAddress(to, pair.first()));
                rtcpTargets[track] = new InetSocketAddress(to, pair.second());
            }
        }
        Reader datagrams = mount.datagrams(
                promised, loop(), ports, rtpTargets, rtcpTargets, this::onReaderEnd);
        for (InetSocketAddress rtcp : rtcpTargets) {
            if (rtcp != null) {
                ports.register(rtcp, reports);
            }
        }
        return datagrams;
    }

    private InetSocketAddress claimed(InetSocketAddress receiver) {
        ServedSession before = server.sessions().claim(receiver, this);
        if (before != null) {
            before.endSoon(SessionEnd.REPLACED);
        }
        return receiver;
    }

    private void dropReader() {
        leaveGroup();
        if (reader != null) {
            reader.close();
            reader = null;
        }
        releasePorts();
    }

    private void releasePorts() {
        ServerPorts ports = server.ports(loop());
        for (InetSocketAddress rtcp : rtcpTargets) {
            if (rtcp != null && ports != null) {
                ports.unregister(rtcp, reports);
            }
        }
        for (InetSocketAddress rtp : rtpTargets) {
            if (rtp != null) {
                server.sessions().release(rtp, this);
            }
        }
        Arrays.fill(rtpTargets, null);
        Arrays.fill(rtcpTargets, null);
    }

    /** Whether an interleaved channel is for reports of this session's client. */
    boolean hasReportsIn(int from) {
        for (ReadSession.Member member : session.members()) {
            PortPair pair = member == null ? null : member.transport().interleaved();
            if (pair != null && pair.second() == from) {
                return true;
            }
        }
        return false;
    }

    /** The client says how it receives: it lives. */
    void onReport(ByteBuffer compound) {
        if (!over) {
            session.onSignOfLife(server.now());
            if (reader != null) {
                reader.receiverReport(compound);
            }
        }
    }

    /** After a goodbye (RTCP BYE) there is a while left in which the client says its own. */
    private void onReaderEnd(EndReason reason) {
        if (reason == EndReason.TOO_SLOW) {
            end(SessionEnd.TOO_SLOW);
        } else if (!over && !streamOver) {
            streamOver = true;
            dropReader();
            hold.close();
            loop().schedule(() -> end(SessionEnd.STREAM_OVER), FAREWELL_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The stream is over, whether it plays or not; told on any thread. */
    private void onMountEnd(EndReason reason) {
        if (!loop().isShuttingDown()) {
            loop().execute(() -> onReaderEnd(reason));
        }
    }

    /** How its reader does, or null while it has none. */
    @Nullable
    ReaderStatus status() {
        return reader == null ? null : reader.status();
    }

    /** Ends it on its event loop; for all threads. */
    void endSoon(SessionEnd reason) {
        if (!loop().isShuttingDown()) {
            loop().execute(() -> end(reason));
        }
    }

    /** Ends it; a second call does nothing. Whoever sees that it is gone finds it counted. */
    void end(SessionEnd reason) {
        if (over) {
            return;
        }
        over = true;
        LOG.debug("{} is over: {}", session, reason);
        if (reason == SessionEnd.TOO_SLOW) {
            server.count(Counter.READERS_TOO_SLOW);
        } else if (reason == SessionEnd.TIMED_OUT) {
            server.count(Counter.READERS_TIMED_OUT);
        }
        if (timer != null) {
            timer.cancel(false);
        }
        session.end();
        mount.unlisten(onMountEnd);
        dropReader();
        hold.close();
        server.sessions().remove(this);
        server.addresses().close(household, server.now());
        owner.onEnd(this, reason);
    }

    /** One timer at a time: what is asked meanwhile moves the deadline, not the timer. */
    private void arm() {
        long wake = session.wakeNanos();
        if (timer == null && !over && wake != Long.MAX_VALUE) {
            long delay = Math.max(0, wake - server.now());
            timer = loop().schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void onTimer() {
        timer = null;
        if (session.isOver(server.now())) {
            end(SessionEnd.TIMED_OUT);
        } else {
            arm();
        }
    }
}
