package reactor.valkka.sink.rtsp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.pool.PoolExhaustedException;
import reactor.valkka.rtsp.InterleavedChannels;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TransportKind;
import reactor.valkka.rtsp.server.PublishSession;
import reactor.valkka.rtsp.server.RequestTarget;
import reactor.valkka.rtsp.server.SessionStep;
import reactor.valkka.sink.rtsp.PublicationState.Publisher;
import reactor.valkka.sink.rtsp.PublicationState.Reason;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A publisher's session with what it sends: what the state machine decides is done here.
 *
 * <p><b>Threads:</b> confined to the event loop of the connection that announced it, for its whole
 * life.
 */
final class PublishedSession implements PublicationMedia.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);

    /** The connection that made it. */
    interface Owner {
        /** The session is over, and not because the client said so. */
        void onLost(PublishedSession session);
    }

    private final ServerRuntime server;
    private final PublishSession session;
    private final PublicationPoint point;
    private final PublicationPoint.Claimant claim;
    private final Channel channel;
    private final Owner owner;
    private Publisher publisher;
    private @Nullable PublicationMedia media;
    private @Nullable PublishedPorts ports;
    private @Nullable Future<?> timer;
    private long timerNanos;
    private List<Codec> told = List.of();
    private @Nullable Runnable farewell;
    private boolean over;
    private boolean stopped;

    /**
     * @param point is its own until it ends
     * @param claim by which it has the point
     * @param channel the connection that announced it
     */
    PublishedSession(
            ServerRuntime server,
            PublishSession session,
            PublicationPoint point,
            PublicationPoint.Claimant claim,
            Channel channel,
            Owner owner) {
        this.server = server;
        this.session = session;
        this.point = point;
        this.claim = claim;
        this.channel = channel;
        this.owner = owner;
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        String user = session.owner().user();
        publisher = new Publisher(
                session.owner().address() + ':' + remote.getPort(), user == null ? "" : user, "");
        point.states().set(new PublicationState.Announced(publisher));
        session.setAside().forEach(this::setAside);
        arm();
    }

    private void setAside(String what) {
        point.counters().increment(Counter.TRACKS_SET_ASIDE);
        LOG.warn("{}: not received from {}: {}", this, publisher.address(), what);
    }

    String id() {
        return session.id();
    }

    private EventLoop loop() {
        return channel.eventLoop();
    }

    /**
     * A request about this session.
     *
     * @param answer called on the event loop: at once, or for the last request when the session is
     *     over
     */
    void onRequest(RtspRequest request, RequestTarget target, Consumer<RtspResponse> answer) {
        if (over) {
            answer.accept(RtspResponse.to(request, 454));
            return;
        }
        SessionStep step = session.onRequest(request, target, server.now());
        if (step instanceof SessionStep.End end) {
            onFarewell(() -> answer.accept(end.response()));
        } else if (step instanceof SessionStep.Record) {
            answer.accept(record(request));
        } else if (step instanceof SessionStep.Pause pause) {
            stopMedia();
            arm();
            answer.accept(pause.response());
        } else {
            arm();
            answer.accept(((SessionStep.Answer) step).response());
        }
    }

    /** It may overtake what was sent by UDP before it, and waits until that was read. */
    private void onFarewell(Runnable answer) {
        Runnable last = () -> {
            end(Reason.FAREWELL, "the publisher has ended it");
            answer.run();
        };
        if (ports == null) {
            last.run();
        } else {
            farewell = last;
            point.leaving(claim);
            ports.afterReading(this::bidFarewell);
        }
    }

    /** A second call does nothing. */
    private void bidFarewell() {
        Runnable last = farewell;
        farewell = null;
        if (last != null) {
            last.run();
        }
    }

    private RtspResponse record(RtspRequest request) {
        List<TrackReady> tracks = session.tracks();
        boolean tcp = tracks.get(0).kind() == TransportKind.TCP;
        publisher = new Publisher(publisher.address(), publisher.user(), tcp ? "TCP" : "UDP");
        try {
            PublicationMedia receiving =
                    new PublicationMedia(point, tracks, place(tracks), this, server.now());
            media = receiving;
            ports = tcp ? null : listen(receiving, tracks);
        } catch (PoolExhaustedException full) {
            LOG.warn("{}: {} is refused", this, publisher.address(), full);
            RtspResponse response = session.onNoRoom(request);
            end(Reason.NO_ROOM, "the pool has no room for one more stream");
            return response;
        }
        arm();
        return session.onRecording(request);
    }

    /** A router between may have changed the ports, and then nothing comes from those named. */
    private String place(List<TrackReady> tracks) {
        StringJoiner expected = new StringJoiner(", ", ", packets expected from UDP port ", "");
        expected.setEmptyValue("");
        for (TrackReady track : tracks) {
            PortPair pair = track.granted().clientPorts();
            if (pair != null) {
                expected.add(Integer.toString(pair.first()));
            }
        }
        return publisher.address() + expected;
    }

    private @Nullable PublishedPorts listen(PublicationMedia receiving, List<TrackReady> tracks) {
        ServerPorts open = server.ports(loop());
        if (open == null) {
            return null;
        }
        InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        return PublishedPorts.open(open, from, tracks, new PublishedPorts.Listener() {
            @Override
            public void rtp(int track, ByteBuffer packet) {
                receiving.rtp(track, packet, server.now());
                arm();
            }

            @Override
            public void rtcp(int track, ByteBuffer packet) {
                receiving.rtcp(track, packet, server.now());
                arm();
            }
        });
    }

    /** What came in a channel of the connection; lent for the call. */
    void onInterleaved(int from, ByteBuffer packet) {
        PublicationMedia receiving = media;
        if (receiving != null) {
            receiving.interleaved(from, packet, server.now());
            arm();
        }
    }

    /** A setup may come with each packet, where each jumps: only what is new is told. */
    @Override
    public void onSetup(StreamSetup setup) {
        PublicationState publishing = new PublicationState.Publishing(publisher, setup.tracks());
        if (!publishing.equals(point.states().state())) {
            point.states().set(publishing);
        }
        List<Codec> codecs = setup.tracks().stream().map(Track::codec).toList();
        if (codecs.equals(told)) {
            LOG.debug("{}: {} goes on with {}", this, publisher.address(), codecs);
        } else {
            told = codecs;
            LOG.info("{}: {} publishes {}", this, publisher.address(), codecs);
        }
    }

    @Override
    public void report(int track, ByteBuffer compound) {
        PublicationMedia receiving = media;
        if (ports != null) {
            ports.report(track, compound);
        } else if (receiving != null
                && receiving.reportChannel(track) >= 0
                && channel.isWritable()) {
            channel.writeAndFlush(InterleavedChannels.framed(
                    receiving.reportChannel(track), Unpooled.wrappedBuffer(compound)));
        }
    }

    /**
     * Who says goodbye is about to say TEARDOWN, and gets an answer to it; who is silent has gone.
     */
    @Override
    public void onEnd(RtspException reason) {
        if (farewell != null) {
            return; // that is its end, and is answered
        }
        if (reason instanceof RtspTimeoutException) {
            end(Reason.SILENT, String.valueOf(reason.getMessage()));
            owner.onLost(this);
        } else {
            stopMedia();
            stopped = true;
            session.onFinished(server.now());
            leave(Reason.FAREWELL, String.valueOf(reason.getMessage()));
            arm();
        }
    }

    private void stopMedia() {
        if (ports != null) {
            ports.close();
            ports = null;
        }
        if (media != null) {
            media.close();
            media = null;
        }
    }

    /** Who has said farewell may hang up before the answer. */
    void onConnectionLost() {
        if (farewell == null) {
            end(Reason.CONNECTION_LOST, "the connection of the publisher is gone");
        }
    }

    /** Somebody else is to publish, or nobody. */
    void replaced(Reason reason) {
        bidFarewell();
        if (!over) {
            boolean removed = reason == Reason.REMOVED;
            end(reason, removed ? "the path was taken away" : "another publisher has taken over");
            owner.onLost(this);
        }
    }

    boolean isOver() {
        return over;
    }

    /** Ends it; a second call does nothing. */
    void end(Reason reason, String what) {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        session.end();
        stopMedia();
        if (!stopped) {
            leave(reason, what);
        }
    }

    /** The place is free for another publisher. */
    private void leave(Reason reason, String what) {
        LOG.info("{}: {} is over: {}", this, publisher.address(), what);
        point.leave(claim, new PublicationState.Ended(publisher, reason, what));
    }

    /** One timer at a time: what comes meanwhile moves the deadline, not the timer. */
    private void arm() {
        long wake = media == null ? session.wakeNanos() : media.wakeNanos();
        if (over || wake == Long.MAX_VALUE || timer != null && wake - timerNanos >= 0) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = wake;
        long delay = Math.max(0, wake - server.now());
        timer = loop().schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        PublicationMedia receiving = media;
        if (receiving != null) {
            receiving.onTime(server.now());
        } else if (session.isOver(server.now())) {
            end(Reason.SILENT, "it was announced, and not recorded in time");
            owner.onLost(this);
        }
        arm();
    }

    @Override
    public String toString() {
        return "/" + session.path();
    }
}
