package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A film of two tracks with AAC whose configuration is cut short, so that RTP cannot describe it;
 * the sound comes first. Units are copied.
 */
final class UnreadableSound {
    private static final Bytes CUT_SHORT = Bytes.copyOf(new byte[] {0x12});

    private final PoolShare share;
    private @Nullable StreamSetup from;
    private @Nullable StreamSetup to;

    private UnreadableSound(PoolShare share) {
        this.share = share;
    }

    static Flux<EncodedFrame> in(Flux<EncodedFrame> film, PoolShare share) {
        return Flux.defer(() -> {
            UnreadableSound changed = new UnreadableSound(share);
            return film.transform(Use.map(changed::change));
        });
    }

    /** The setup with the sound first. */
    static StreamSetup of(StreamSetup setup) {
        List<Track> tracks = new ArrayList<>();
        for (TrackKind kind : List.of(TrackKind.AUDIO, TrackKind.VIDEO)) {
            for (Track track : setup.tracks()) {
                if (track.kind() == kind) {
                    tracks.add(new Track(
                            tracks.size(),
                            track.codec(),
                            track.clockRateHz(),
                            kind == TrackKind.AUDIO ? List.of(CUT_SHORT) : track.parameterSets(),
                            track.format()));
                }
            }
        }
        return new StreamSetup(setup.stream(), tracks, setup.pacing(), setup.discontinuity());
    }

    private EncodedFrame change(EncodedFrame frame) {
        StreamSetup now = to;
        if (now == null || frame.setup() != from) {
            now = of(frame.setup());
            from = frame.setup();
            to = now;
        }
        return frame instanceof AccessUnit unit ? copy(unit, now) : now;
    }

    private AccessUnit copy(AccessUnit unit, StreamSetup setup) {
        Track track = setup.tracks().get(unit.track().kind() == TrackKind.AUDIO ? 0 : 1);
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(unit.size()));
        buffer.bytes().put(unit.bytes());
        AccessUnitHeader header = unit.header();
        AccessUnitHeader.Builder copy = AccessUnitHeader.builder(setup, track)
                .times(header.pts(), header.dts())
                .durationTicks(header.durationTicks())
                .arrivalNanos(header.arrivalNanos())
                .captured(header.capturedNanos(), header.origin())
                .keyFrame(header.keyFrame())
                .disposable(header.disposable());
        return AccessUnit.of(buffer, copy.build());
    }
}
