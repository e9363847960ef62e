package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Fragment;
import reactor.valkka.media.mp4.FragmentWriter;
import reactor.valkka.media.mp4.Fragmentation;
import reactor.valkka.media.mp4.Mp4Tracks;

import java.util.concurrent.TimeUnit;

/**
 * Makes fragments of a camera's frames and puts them into its mount's ring.
 *
 * <p><b>Threads:</b> one at a time; closed by any, after which frames are closed and nothing is put
 * into the ring any more.
 */
final class Muxer {
    private static final long NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);

    private final Mount mount;
    private final FragmentWriter writer =
            new FragmentWriter(Fragmentation.PER_UNIT, this::fragment);
    private @Nullable FragmentBytes initialization;
    private boolean closed;

    Muxer(Mount mount) {
        this.mount = mount;
    }

    /**
     * Takes over a frame.
     *
     * @throws ValkkaException if MP4 cannot carry the stream
     */
    synchronized void accept(EncodedFrame frame) {
        if (closed) {
            frame.close();
        } else {
            writer.write(frame);
        }
    }

    private void fragment(Fragment fragment) {
        if (fragment.isInitialization()) {
            changeInitialization(fragment);
        } else if (initialization != null) {
            AccessUnit first = fragment.units().get(0);
            MediaTime time = new MediaTime(
                    mediaMicros(first.pts(), first.track().clockRateHz()),
                    first.header().capturedNanos() / NANOS_PER_MICRO);
            mount.add(FragmentBytes.media(fragment, initialization, mount.number(), time));
        } else {
            fragment.close();
        }
    }

    private static long mediaMicros(long pts, int clockRateHz) {
        return pts / clockRateHz * MICROS_PER_SECOND
                + pts % clockRateHz * MICROS_PER_SECOND / clockRateHz;
    }

    private void changeInitialization(Fragment segment) {
        String mime = Mp4Tracks.mediaType(segment.streamSetup());
        releaseInitialization();
        initialization = FragmentBytes.initialization(segment, mount.number(), mime);
        mount.started(segment.streamSetup(), mime);
    }

    /** Hands on what is left; the stream is over. */
    synchronized void finish() {
        if (!closed) {
            writer.flush();
            close();
        }
    }

    /** Lets go of everything. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            writer.close();
            releaseInitialization();
        }
    }

    private void releaseInitialization() {
        if (initialization != null) {
            initialization.release();
            initialization = null;
        }
    }
}
