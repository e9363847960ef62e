package reactor.valkka.sink.rtsp;

import org.reactivestreams.Publisher;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Use;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Takes what is published in, track by track, for as long as it is not closed. */
final class ReceivedFilm implements AutoCloseable {

    private final Map<TrackKind, ByteArrayOutputStream> units = new EnumMap<>(TrackKind.class);
    private final Map<TrackKind, Integer> counts = new EnumMap<>(TrackKind.class);
    private final List<StreamSetup> setups = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private final Disposable reading;

    ReceivedFilm(Publisher<? extends EncodedFrame> frames) {
        reading = Flux.<EncodedFrame>from(frames)
                .transform(Use.each(this::take))
                .onErrorComplete()
                .subscribe();
    }

    private synchronized void take(EncodedFrame frame) {
        if (frame instanceof StreamSetup setup) {
            setups.add(setup);
            return;
        }
        AccessUnit unit = (AccessUnit) frame;
        byte[] bytes = new byte[unit.bytes().remaining()];
        unit.bytes().get(bytes);
        TrackKind kind = unit.track().kind();
        units.computeIfAbsent(kind, none -> new ByteArrayOutputStream()).writeBytes(bytes);
        counts.merge(kind, 1, Integer::sum);
        if (unit.header().lostPackets() > 0) {
            damaged.add(unit.toString());
        }
    }

    synchronized List<StreamSetup> setups() {
        return List.copyOf(setups);
    }

    synchronized List<Codec> codecs() {
        return setups.get(setups.size() - 1).tracks().stream().map(Track::codec).toList();
    }

    synchronized int count(TrackKind kind) {
        return counts.getOrDefault(kind, 0);
    }

    synchronized byte[] bytes(TrackKind kind) {
        ByteArrayOutputStream bytes = units.get(kind);
        return bytes == null ? new byte[0] : bytes.toByteArray();
    }

    /** Units before which something was lost. */
    synchronized List<String> damaged() {
        return List.copyOf(damaged);
    }

    @Override
    public void close() {
        reading.dispose();
    }
}
