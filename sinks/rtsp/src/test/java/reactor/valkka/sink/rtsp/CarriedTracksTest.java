package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.rtp.OutgoingTrack;
import reactor.valkka.test.TestUnits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

class CarriedTracksTest {
    private static final StreamId STREAM = StreamId.of("door");
    private static final TrackFormat STEREO = new TrackFormat.Audio(44_100, 2);
    private static final String READABLE = "1210";
    private static final String CUT_SHORT = "12";

    private final OutgoingStream stream = new OutgoingStream(1_400, () -> 0);

    private static CarriedTracks tracks(Track... offered) {
        List<Track> numbered = new ArrayList<>();
        for (Track track : offered) {
            numbered.add(new Track(
                    numbered.size(),
                    track.codec(),
                    track.clockRateHz(),
                    track.parameterSets(),
                    track.format()));
        }
        return CarriedTracks.of(new StreamSetup(STREAM, numbered, Pacing.LIVE, false));
    }

    private static Track pictures() {
        return TestUnits.setup(STREAM, Pacing.LIVE).tracks().get(0);
    }

    private static Track sound(String config) {
        Bytes bytes = Bytes.copyOf(HexFormat.of().parseHex(config));
        return new Track(0, Codec.AAC, 44_100, List.of(bytes), STEREO);
    }

    @Test
    void whatIsLeftIsNumberedWithoutGaps() {
        CarriedTracks carried = tracks(sound(CUT_SHORT), pictures(), sound(READABLE));

        assertThat(carried.tracks())
                .extracting(Track::codec)
                .containsExactly(Codec.H264, Codec.AAC);
        assertThat(carried.tracks()).extracting(Track::index).containsExactly(0, 1);
        assertThat(carried.offered().tracks())
                .extracting(carried::number)
                .containsExactly(CarriedTracks.NONE, 0, 1);
        assertThat(carried.setAside()).hasSize(1);
        assertThat(carried.setAside().get(0)).startsWith("track 0, audio AAC: AudioSpecificConfig");
    }

    @Test
    void noMoreTracksAreCarriedThanThereArePayloadTypes() {
        Track[] many = new Track[34];
        Arrays.fill(many, sound(READABLE));

        CarriedTracks carried = tracks(many);

        assertThat(carried.tracks()).hasSize(32);
        assertThat(carried.setAside()).hasSize(2);
    }

    @Test
    void soundOfMoreChannelsThanAPacketHoldsIsSetAside() {
        TrackFormat crowd = new TrackFormat.Audio(8_000, 2_000);
        Track sound = new Track(0, Codec.PCMU, 8_000, List.of(), crowd);

        CarriedTracks carried = tracks(pictures(), sound);

        assertThat(carried.tracks()).extracting(Track::codec).containsExactly(Codec.H264);
        assertThat(carried.setAside())
                .containsExactly("track 1, audio PCMU: Sound has at most 64 channels over RTP,"
                        + " got 2000");
    }

    @Test
    void whatIsSetAsideMayComeAndGoWithoutReadersNoticing() {
        stream.begin(tracks(pictures()));
        List<OutgoingTrack> before = stream.tracks();
        CarriedTracks next = tracks(sound(CUT_SHORT), pictures());

        assertThat(stream.newlySetAside(next)).isEqualTo(next.setAside());
        assertThat(stream.continues(next)).isTrue();
        stream.begin(next);

        assertThat(stream.tracks()).isSameAs(before);
        assertThat(stream.newlySetAside(tracks(sound(CUT_SHORT), pictures()))).isEmpty();
    }

    @Test
    void aTrackThatCanBeCarriedAfterAllMakesAnotherStream() {
        stream.begin(tracks(pictures(), sound(CUT_SHORT)));
        CarriedTracks next = tracks(pictures(), sound(READABLE));

        assertThat(stream.continues(next)).isFalse();
        stream.begin(next);

        assertThat(stream.tracks()).hasSize(2);
    }

    @Test
    void aStreamOfWhichNothingIsLeftDoesNotBegin() {
        assertThatExceptionOfType(NothingToSendException.class)
                .isThrownBy(() -> stream.begin(tracks(sound(CUT_SHORT))))
                .withMessageStartingWith("RTP can carry no track of door: track 0, audio AAC: ")
                .matches(nothing -> nothing.stream().equals(STREAM))
                .matches(nothing -> nothing.setAside().size() == 1);
        assertThatExceptionOfType(NothingToSendException.class)
                .isThrownBy(() -> stream.begin(tracks()))
                .withMessage("door has no tracks");
    }
}
