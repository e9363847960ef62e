package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.RtspClientSession;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.SessionAction;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.WireListener.Direction;
import reactor.valkka.rtsp.WireTap;

import java.util.List;

/** One connection to a camera: joins a socket, a session and a receiver, all on one event loop. */
final class CameraLink implements Link, MediaLink.Owner, DialogueWire.Owner {

    private final CameraRun run;
    private final CameraApproach approach;
    private final RtspClientSession session;
    private final SessionConfig config;
    private final @Nullable WireTap tap;
    private final Dial dial;
    private final DialogueWire wire;
    private final LinkTimer timer;
    private MediaPorts ports;
    private MediaLink media;
    private CameraState.Playing.Security security = CameraState.Playing.Security.NONE;
    private boolean closed;

    CameraLink(CameraRun run, CameraApproach approach) {
        this.run = run;
        this.approach = approach;
        SourceConfig source = approach.config();
        config = source.transport().applyTo(approach.session());
        boolean tunnelled = source.transport().transport() == RtspTransport.HTTP;
        timer = new LinkTimer(run, this::onTimer);
        dial = new Dial(run.loop(), config.deadlines().connect(), source.tls(), tunnelled);
        wire = new DialogueWire(dial, this, config.replay() != null);
        tap = WireTap.of(run.config().listener(), config);
        session = new RtspClientSession(config, HttpTunnel::random, System.nanoTime());
        session.cleanUp(approach.leftBehind());
        ports = newPorts();
        media = new MediaLink(this, run, session, ports, tap);
    }

    private MediaPorts newPorts() {
        return new MediaPorts(run.sockets(), approach.config().transport().sources());
    }

    @Override
    public void open() {
        open(config.uri());
    }

    private void open(RtspUri uri) {
        if (NetUtil.isValidIpV4Address(uri.host()) || NetUtil.isValidIpV6Address(uri.host())) {
            session.onResolved(System.nanoTime());
        }
        security = dial.security(uri);
        wire.open(uri, credentials(uri));
        pump();
    }

    /** What may be told outside the dialogue; that knows by itself where it was sent. */
    private @Nullable Credentials credentials(RtspUri uri) {
        return uri.scheme().equals(config.uri().scheme())
                        && uri.peer().equals(config.uri().peer())
                ? config.credentials()
                : null;
    }

    @Override
    public void resolved() {
        session.onResolved(System.nanoTime());
        pump();
    }

    @Override
    public void loggedIn(RtspUri uri) {
        approach.loggedIn(uri.peer());
    }

    @Override
    public void connected() {
        if (tap != null) {
            tap.connected(System.nanoTime());
        }
        session.onConnected(System.nanoTime());
        pump();
    }

    @Override
    public void disconnected(@Nullable Throwable cause) {
        if (tap != null) {
            tap.disconnected(System.nanoTime());
        }
        if (cause == null) {
            media.ended();
        }
        session.onDisconnected(cause, System.nanoTime());
        pump();
    }

    @Override
    public void failed(Throwable bug) {
        run.fatal(bug);
    }

    /** Nobody asks for more of a recording: the recorder is held back by not reading. */
    @Override
    public void pause() {
        if (session.stage().compareTo(Stage.FIRST_PACKET) >= 0 && wire.pause()) {
            session.onPaused();
        }
    }

    /** Somebody asks for more. */
    @Override
    public void resume() {
        if (wire.isPaused()) {
            session.onResumed(System.nanoTime());
            wire.resume();
            pump();
        }
    }

    /** Nobody wants the stream any more; ends soon and by itself. */
    @Override
    public void leave() {
        media.close();
        resume();
        session.leave(System.nanoTime());
        pump();
    }

    @Override
    public void onMessage(RtspMessage message) {
        if (tap != null) {
            tap.message(Direction.RECEIVED, message, System.nanoTime());
        }
        session.onMessage(message, System.nanoTime());
        pump();
    }

    @Override
    public void onInterleaved(int channel, ByteBuf bytes, int offset, int length) {
        media.interleaved(channel, bytes.internalNioBuffer(offset, length));
    }

    @Override
    public void onGarbage(int bytes) {
        run.counters().increment(Counter.PACKETS_MALFORMED);
        if (tap != null) {
            tap.garbage(bytes, System.nanoTime());
        }
    }

    @Override
    public void onUnreadable(String what) {
        session.onGarbage(what, System.nanoTime());
        pump();
    }

    /** Does what the session wants and sets the timer. */
    @Override
    public void pump() {
        SessionAction action = session.poll();
        while (action != null) {
            perform(action);
            action = session.poll();
        }
        if (!closed) {
            arm();
        }
    }

    private void perform(SessionAction action) {
        if (action instanceof SessionAction.Send send) {
            if (tap != null) {
                tap.message(Direction.SENT, send.message(), System.nanoTime());
            }
            write(Unpooled.wrappedBuffer(send.message().encode()));
        } else if (action instanceof SessionAction.Authenticating) {
            run.authenticating();
        } else if (action instanceof SessionAction.LoggedIn login) {
            approach.loggedIn(login.peer());
        } else if (action instanceof SessionAction.SetAside aside) {
            run.setAside(aside.what());
        } else if (action instanceof SessionAction.OpenPorts) {
            openPorts();
        } else if (action instanceof SessionAction.TracksReady ready) {
            approach.granted();
            receive(ready.tracks());
        } else if (action instanceof SessionAction.TransportFailed failed) {
            approach.transportFailed(failed.kind(), failed.reason());
        } else if (action instanceof SessionAction.Playing playing) {
            media.scale(playing.scale());
            run.playing(new CameraState.Playing(security, playing.scale()));
        } else if (action instanceof SessionAction.Report) {
            media.report();
        } else if (action instanceof SessionAction.KeepAliveFailed) {
            run.counters().increment(Counter.KEEP_ALIVE_FAILED);
        } else if (action instanceof SessionAction.Connect connect) {
            reopen(connect.uri());
        } else if (action instanceof SessionAction.Ended) {
            media.ended();
            media.close();
            run.ended();
        } else if (action instanceof SessionAction.Failed failed) {
            if (failed.error() instanceof RtspTimeoutException) {
                media.ended(); // a recorder may just fall silent behind the last unit
            }
            media.close();
            run.failed(failed.error());
        } else if (action instanceof SessionAction.Close) {
            close();
        }
    }

    /** Opens ports for a track that is to come over UDP, and tells the session. */
    private void openPorts() {
        ports.openPair(
                wire.local(),
                pair -> {
                    session.onPorts(pair, System.nanoTime());
                    pump();
                },
                cause -> {
                    session.onNoPorts(cause, System.nanoTime());
                    pump();
                });
    }

    /** Listens for tracks that were agreed on. */
    private void receive(List<TrackReady> tracks) {
        media.receive(tracks);
        ports.receive(
                tracks,
                wire.local(),
                wire.camera(),
                media,
                () -> {
                    session.onListening(System.nanoTime());
                    pump();
                },
                cause -> {
                    session.onNoWay(cause, System.nanoTime());
                    pump();
                });
    }

    /** The session goes on with another connection. */
    private void reopen(RtspUri uri) {
        hangUp();
        ports = newPorts();
        media = new MediaLink(this, run, session, ports, tap);
        open(uri);
    }

    @Override
    public boolean write(ByteBuf bytes) {
        return wire.write(bytes);
    }

    private void arm() {
        timer.atLatest(session.wakeNanos());
        armForMedia();
    }

    /** A packet waits for one that is missing before it, but not for ever. */
    @Override
    public void armForMedia() {
        long wake = media.wakeNanos();
        if (wake != Long.MAX_VALUE) {
            timer.atLatest(wake);
        }
    }

    private void onTimer() {
        long now = System.nanoTime();
        media.onTime(now);
        session.onTime(now);
        pump();
    }

    private void close() {
        closed = true;
        timer.cancel();
        hangUp();
    }

    private void hangUp() {
        wire.close();
        media.close();
    }
}
