package reactor.valkka.sink.rtsp.peer;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.NalIndex;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.test.ForeignFilm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A film on its way to a server, and what has gone there since it began for the last time. It tells
 * what it consists of at once, and goes on when somebody watches: however slow a player is to come,
 * it has come before the first picture.
 */
final class SentFilm {

    private final Flux<EncodedFrame> frames;
    private Sinks.Empty<Void> watched = Sinks.empty();
    private Mono<Void> end = Mono.empty();
    private final List<Bytes> nals = new ArrayList<>();
    private final List<Integer> firstOfKeyFrames = new ArrayList<>();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private int pictures;
    private int sounds;

    private SentFilm(Flux<EncodedFrame> frames) {
        this.frames = Flux.defer(() -> {
            Mono<Void> gate = begin();
            return frames.delayUntil(frame -> frame instanceof AccessUnit ? gate : Mono.empty())
                    .doOnNext(this::record)
                    .concatWith(Mono.defer(() -> end().then(Mono.empty())));
        });
    }

    /** The first seconds of it; then the stream ends. */
    static SentFilm beginning(ForeignFilm film, double seconds) {
        return new SentFilm(FileSource.of(film.file())
                .frames()
                .takeUntil(frame -> frame instanceof AccessUnit unit
                        && unit.header().dts() >= seconds * unit.track().clockRateHz()));
    }

    /** Again and again. */
    static SentFilm loop(ForeignFilm film) {
        return new SentFilm(FileSource.of(film.file()).loop().frames());
    }

    Flux<EncodedFrame> frames() {
        return frames;
    }

    /** Somebody watches. */
    synchronized void watched() {
        watched.tryEmitEmpty();
    }

    /** Does not end before this does. */
    synchronized void endsBehind(Mono<Void> value) {
        end = value;
    }

    private synchronized Mono<Void> end() {
        return end;
    }

    private synchronized Mono<Void> begin() {
        nals.clear();
        firstOfKeyFrames.clear();
        sound.reset();
        pictures = 0;
        sounds = 0;
        watched = Sinks.empty();
        return watched.asMono();
    }

    private synchronized void record(EncodedFrame frame) {
        if (!(frame instanceof AccessUnit unit)) {
            return;
        }
        Track track = unit.track();
        if (track.kind() == TrackKind.AUDIO) {
            byte[] bytes = new byte[unit.bytes().remaining()];
            unit.bytes().duplicate().get(bytes);
            sound.writeBytes(bytes);
            sounds += pictures > 0 ? 1 : 0;
        } else {
            if (unit.isKeyFrame()) {
                firstOfKeyFrames.add(nals.size());
            }
            record(track.codec(), unit);
            pictures++;
        }
    }

    private void record(Codec codec, AccessUnit unit) {
        NalIndex index = unit.nals();
        for (int i = 0; i < index.count(); i++) {
            ByteBuffer nal = unit.bytes().duplicate();
            nal.limit(index.offset(i) + index.length(i)).position(index.offset(i));
            if (Recording.isPictureOrMessage(codec, nal.get(nal.position()))) {
                nals.add(Bytes.copyOf(nal));
            }
        }
    }

    /** NAL units of pictures and supplemental messages, in the order in which they were sent. */
    synchronized List<Bytes> nals() {
        return List.copyOf(nals);
    }

    /** Where in {@link #nals()} key frames begin. */
    synchronized List<Integer> firstOfKeyFrames() {
        return List.copyOf(firstOfKeyFrames);
    }

    /** All units of the sound in a row. */
    synchronized byte[] sound() {
        return sound.toByteArray();
    }

    /** Access units of the picture track. */
    synchronized int pictures() {
        return pictures;
    }

    /** Access units of the sound track behind the first picture: a reader begins with that. */
    synchronized int sounds() {
        return sounds;
    }
}
