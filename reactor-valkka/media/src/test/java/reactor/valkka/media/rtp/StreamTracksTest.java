package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.util.ArrayList;
import java.util.List;

final class StreamTracksTest {
    private static final Track VIDEO = video(1280);
    private static final Track SOUND =
            new Track(1, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));

    private final List<StreamSetup> announced = new ArrayList<>();
    private final StreamTracks tracks =
            new StreamTracks(StreamId.of("cam"), Pacing.LIVE, 2, announced::add);

    private static Track video(int width) {
        TrackFormat format = new TrackFormat.Video(width, 720, 1, 1, 25, 0, 4, 0);
        return new Track(0, Codec.H264, 90_000, List.of(), format);
    }

    @Test
    void waitsForAllTracks() {
        tracks.describe(SOUND);
        assertThat(announced).isEmpty();
        tracks.setup(VIDEO, false);
        StreamSetup setup = announced.get(0);
        assertThat(announced).hasSize(1);
        assertThat(setup.tracks()).containsExactly(VIDEO, SOUND);
        assertThat(setup.discontinuity()).isFalse();
    }

    @Test
    void aTrackThatIsKnownWaitsForTheOthers() {
        tracks.describe(SOUND);
        assertThat(tracks.setup(SOUND, false)).isNull();
        assertThat(tracks.setup()).isNull();
        tracks.setup(VIDEO, false);
        assertThat(tracks.setup(SOUND, false)).isSameAs(announced.get(0));
    }

    @Test
    void isAnnouncedAgainOnlyWhenATrackHasBecomeAnotherOne() {
        tracks.describe(SOUND);
        tracks.setup(video(1280), false);
        tracks.setup(video(1280), false);
        assertThat(announced).hasSize(1);
        tracks.setup(video(640), false);
        assertThat(announced).hasSize(2);
        assertThat(tracks.setup(SOUND, false)).isSameAs(announced.get(1));
        assertThat(announced).hasSize(2);
    }

    @Test
    void aJumpOfTheVideoIsAnnouncedAndOneOfTheSoundBesideItIsNot() {
        tracks.describe(SOUND);
        tracks.setup(VIDEO, false);
        tracks.setup(SOUND, true);
        assertThat(announced).hasSize(1);
        tracks.setup(VIDEO, true);
        assertThat(announced).hasSize(2);
        assertThat(announced.get(1).discontinuity()).isTrue();
        tracks.setup(VIDEO, false);
        assertThat(announced).hasSize(2);
    }

    @Test
    void aJumpOfTheOnlySoundIsAnnounced() {
        Track only = new Track(0, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));
        StreamTracks sound = new StreamTracks(StreamId.of("mic"), Pacing.LIVE, 1, announced::add);
        sound.setup(only, false);
        sound.setup(only, true);
        assertThat(announced).extracting(StreamSetup::discontinuity).containsExactly(false, true);
    }

    @Test
    void afterABreakTheFirstSetupIsFlaggedWhoeverComesFirst() {
        tracks.describe(VIDEO);
        tracks.describe(SOUND);
        tracks.discontinuity();
        tracks.setup(SOUND, false);
        tracks.setup(VIDEO, false);
        assertThat(announced).extracting(StreamSetup::discontinuity).containsExactly(true);
    }

    @Test
    void aJumpBeforeTheFirstSetupIsNotForgotten() {
        assertThat(tracks.setup(VIDEO, true)).isNull();
        tracks.setup(SOUND, false);
        assertThat(announced).extracting(StreamSetup::discontinuity).containsExactly(true);
    }
}
