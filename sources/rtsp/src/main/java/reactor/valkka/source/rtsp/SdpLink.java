package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import reactor.valkka.rtsp.DescribedPlay;
import reactor.valkka.rtsp.DescribedSession;
import reactor.valkka.rtsp.SessionAction;
import reactor.valkka.rtsp.WireTap;

/** Listens once, from opening the ports to an end that has a reason, all on one event loop. */
final class SdpLink implements Link, MediaLink.Owner {

    private final CameraRun run;
    private final DescribedSession described;
    private final DescribedPlay session;
    private final DescribedPorts ports;
    private final MediaLink media;
    private final LinkTimer timer;
    private final @Nullable WireTap tap;
    private boolean closed;

    SdpLink(CameraRun run, SdpConfig config, SdpReading reading) {
        this.run = run;
        described = reading.session();
        session = new DescribedPlay(
                config.deadlines(), config.reportInterval(), described.place(), System.nanoTime());
        ports = new DescribedPorts(run.sockets(), reading.places());
        tap = WireTap.of(run.config().listener(), described.place());
        media = new MediaLink(this, run, session, ports, tap);
        timer = new LinkTimer(run, this::onTimer);
    }

    @Override
    public void open() {
        described.setAside().forEach(run::setAside);
        media.receive(described.tracks());
        ports.open(media, this::listening, cause -> {
            session.onNoWay(cause, System.nanoTime());
            pump();
        });
        pump();
    }

    private void listening() {
        if (tap != null) {
            tap.connected(System.nanoTime());
        }
        session.onListening(System.nanoTime());
        pump();
    }

    @Override
    public void leave() {
        session.leave();
        pump();
    }

    @Override
    public void pump() {
        SessionAction action = session.poll();
        while (action != null) {
            perform(action);
            action = session.poll();
        }
        if (!closed) {
            timer.atLatest(session.wakeNanos());
            armForMedia();
        }
    }

    private void perform(SessionAction action) {
        if (action instanceof SessionAction.Playing) {
            run.playing(new CameraState.Playing(CameraState.Playing.Security.NONE));
        } else if (action instanceof SessionAction.Report) {
            media.report();
        } else if (action instanceof SessionAction.Failed failed) {
            close();
            run.failed(failed.error());
        } else if (action instanceof SessionAction.Close) {
            close();
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            timer.cancel();
            media.close();
            if (tap != null) {
                tap.disconnected(System.nanoTime());
            }
        }
    }

    @Override
    public void armForMedia() {
        long wake = media.wakeNanos();
        if (wake != Long.MAX_VALUE && !closed) {
            timer.atLatest(wake);
        }
    }

    /** There is no dialogue. */
    @Override
    public boolean write(ByteBuf bytes) {
        bytes.release();
        return false;
    }

    private void onTimer() {
        long now = System.nanoTime();
        media.onTime(now);
        session.onTime(now);
        pump();
    }
}
