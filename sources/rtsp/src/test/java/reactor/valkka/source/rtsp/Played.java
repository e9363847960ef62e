package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import reactor.valkka.FrameSource;
import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Use;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a source played: its units track by track, and what was wrong with any. */
final class Played {

    private final Map<TrackKind, List<byte[]>> units = new EnumMap<>(TrackKind.class);
    private final List<String> faults = new ArrayList<>();
    private @Nullable StreamSetup setup;
    private int setups;

    /** Plays until that many pictures came. */
    static Played pictures(FrameSource<EncodedFrame> source, int pictures) {
        Played played = new Played();
        source.frames()
                .limitRate(64)
                .transform(Use.map(played::take))
                .takeUntil(kinds -> played.of(TrackKind.VIDEO).size() >= pictures)
                .blockLast(RtspSourceTest.SOON);
        return played;
    }

    private boolean take(EncodedFrame frame) {
        if (frame instanceof StreamSetup announced) {
            setup = announced;
            setups++;
        } else {
            AccessUnit unit = (AccessUnit) frame;
            byte[] bytes = new byte[unit.bytes().remaining()];
            unit.bytes().get(bytes);
            of(unit.track().kind()).add(bytes);
            if (unit.header().lostPackets() > 0) {
                faults.add(unit.toString());
            }
        }
        return true;
    }

    /** The units of the track of a kind. */
    List<byte[]> of(TrackKind kind) {
        return units.computeIfAbsent(kind, none -> new ArrayList<>());
    }

    /** The units of a track one after the other. */
    byte[] bytes(TrackKind kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        of(kind).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    List<Codec> codecs() {
        return setup().tracks().stream().map(Track::codec).toList();
    }

    /** Such as {@code 320x180}. */
    String size() {
        TrackFormat.Video video = (TrackFormat.Video) setup().tracks().get(0).format();
        return video.width() + "x" + video.height();
    }

    private StreamSetup setup() {
        return Objects.requireNonNull(setup, "no setup came");
    }

    /** One setup, nothing lost, nothing that could not be read. */
    void assertNothingWrong(StreamCounters counters) {
        assertThat(setups).isEqualTo(1);
        assertThat(faults).isEmpty();
        assertThat(counters.get(Counter.PACKETS_LOST)).isZero();
        assertThat(counters.get(Counter.PACKETS_MALFORMED)).isZero();
    }
}
