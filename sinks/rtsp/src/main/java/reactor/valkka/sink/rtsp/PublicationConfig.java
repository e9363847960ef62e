package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.TrackSelection;

import java.util.function.Consumer;

/** What a publication has been told. */
record PublicationConfig(
        String path,
        StreamId stream,
        @Nullable Credentials credentials,
        @Nullable FramePool pool,
        long guaranteedBytes,
        TrackSelection tracks,
        Takeover takeover,
        Overflow<KeyFramed> overflow,
        ReceiverOptions receiver,
        Deadlines deadlines,
        Counters counters) {

    /** What each publication is guaranteed where the user says nothing else. */
    static final long GUARANTEED_BYTES = 64 << 10;

    private static final long POOL_BYTES = 256L << 20;
    private static final int OUTLET_UNITS = 16;

    static PublicationConfig of(String path) {
        return new PublicationConfig(
                path,
                StreamId.of(path),
                null,
                null,
                GUARANTEED_BYTES,
                TrackSelection.all(),
                Takeover.REFUSE,
                Overflow.skipToKeyFrame(OUTLET_UNITS),
                ReceiverOptions.DEFAULT,
                Deadlines.DEFAULT,
                Counters.shared());
    }

    /** The pool to take slots from. */
    FramePool poolOrDefault() {
        return pool == null ? DefaultPool.SHARED : pool;
    }

    /** Made when it is first needed. */
    private static final class DefaultPool {
        static final FramePool SHARED =
                FramePool.builder("published").capacityBytes(POOL_BYTES).build();
    }

    /** A copy with changes. */
    PublicationConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The settings while one of them is changed. */
    static final class Copy {
        private final String path;
        StreamId stream;

        @Nullable
        Credentials credentials;

        @Nullable
        FramePool pool;

        long guaranteedBytes;
        TrackSelection tracks;
        Takeover takeover;
        Overflow<KeyFramed> overflow;
        ReceiverOptions receiver;
        Deadlines deadlines;
        Counters counters;

        private Copy(PublicationConfig from) {
            path = from.path;
            stream = from.stream;
            credentials = from.credentials;
            pool = from.pool;
            guaranteedBytes = from.guaranteedBytes;
            tracks = from.tracks;
            takeover = from.takeover;
            overflow = from.overflow;
            receiver = from.receiver;
            deadlines = from.deadlines;
            counters = from.counters;
        }

        private PublicationConfig config() {
            return new PublicationConfig(
                    path,
                    stream,
                    credentials,
                    pool,
                    guaranteedBytes,
                    tracks,
                    takeover,
                    overflow,
                    receiver,
                    deadlines,
                    counters);
        }
    }
}
