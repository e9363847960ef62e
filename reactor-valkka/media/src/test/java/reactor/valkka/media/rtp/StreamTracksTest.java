package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

final class StreamTracksTest {
    private static final Track VIDEO = video(1280);
    private static final Track SOUND =
            new Track(1, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));
    private static final Track LOUDER =
            new Track(1, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 2));

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
        tracks.setup(VIDEO, false, true, 0);
        StreamSetup setup = announced.get(0);
        assertThat(announced).hasSize(1);
        assertThat(setup.tracks()).containsExactly(VIDEO, SOUND);
        assertThat(setup.discontinuity()).isFalse();
    }

    @Test
    void aTrackThatIsKnownWaitsForTheOthers() {
        tracks.describe(SOUND);
        assertThat(tracks.setup(SOUND, false, true, 0)).isNull();
        assertThat(tracks.setup()).isNull();
        tracks.setup(VIDEO, false, true, 0);
        assertThat(tracks.setup(SOUND, false, true, 0)).isSameAs(announced.get(0));
    }

    @Test
    void isAnnouncedAgainOnlyWhenATrackHasBecomeAnotherOne() {
        tracks.describe(SOUND);
        tracks.setup(video(1280), false, true, 0);
        tracks.setup(video(1280), false, true, 0);
        assertThat(announced).hasSize(1);
        tracks.setup(video(640), false, true, 0);
        assertThat(announced).hasSize(2);
        assertThat(tracks.setup(SOUND, false, true, 0)).isSameAs(announced.get(1));
        assertThat(announced).hasSize(2);
    }

    @Test
    void aJumpOfTheVideoIsAnnouncedAndOneOfTheSoundBesideItIsNot() {
        tracks.describe(SOUND);
        tracks.setup(VIDEO, false, true, 0);
        tracks.setup(SOUND, true, true, 0);
        assertThat(announced).hasSize(1);
        tracks.setup(VIDEO, true, true, 0);
        assertThat(announced).hasSize(2);
        assertThat(announced.get(1).discontinuity()).isTrue();
        tracks.setup(VIDEO, false, true, 0);
        assertThat(announced).hasSize(2);
    }

    @Test
    void aJumpOfTheOnlySoundIsAnnounced() {
        Track only = new Track(0, Codec.PCMU, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));
        StreamTracks sound = new StreamTracks(StreamId.of("mic"), Pacing.LIVE, 1, announced::add);
        sound.setup(only, false, true, 0);
        sound.setup(only, true, true, 0);
        assertThat(announced).extracting(StreamSetup::discontinuity).containsExactly(false, true);
    }

    @Test
    void afterABreakTheFirstSetupIsFlaggedWhoeverComesFirst() {
        tracks.describe(VIDEO);
        tracks.describe(SOUND);
        tracks.discontinuity();
        tracks.setup(SOUND, false, true, 0);
        tracks.setup(VIDEO, false, true, 0);
        assertThat(announced).extracting(StreamSetup::discontinuity).containsExactly(true);
    }

    @Test
    void aJumpBeforeTheFirstSetupIsNotForgotten() {
        assertThat(tracks.setup(VIDEO, true, true, 0)).isNull();
        tracks.setup(SOUND, false, true, 0);
        assertThat(announced).extracting(StreamSetup::discontinuity).containsExactly(true);
    }

    @Test
    void soundGoesOnWithoutVideoWhoseParameterSetsNeverCome() {
        tracks.describe(SOUND);
        assertThat(sound(SOUND, 0)).isNull();
        assertThat(sound(SOUND, 11)).isNull();
        StreamSetup alone = Objects.requireNonNull(sound(SOUND, 12));
        assertThat(alone.hasVideo()).isFalse();
        assertThat(tracks.trackIn(alone, SOUND)).isEqualTo(alone.tracks().get(0));
        assertThat(sound(SOUND, 13)).isSameAs(alone);
        assertThat(announced).containsExactly(alone);
    }

    @Test
    void soundGoesOnWithoutVideoThatIsDescribedAndNeverBegins() {
        tracks.describe(VIDEO);
        tracks.describe(SOUND);
        StreamSetup both = Objects.requireNonNull(sound(SOUND, 0));
        assertThat(both.tracks()).containsExactly(VIDEO, SOUND);
        assertThat(sound(SOUND, 11)).isSameAs(both);
        StreamSetup alone = Objects.requireNonNull(sound(SOUND, 13));
        assertThat(alone.hasVideo()).isFalse();
        StreamSetup other = Objects.requireNonNull(sound(LOUDER, 14));
        assertThat(other.hasVideo()).isFalse();
        assertThat(announced).containsExactly(both, alone, other);
    }

    @Test
    void videoThatBeginsAfterAllIsAnnounced() {
        tracks.describe(SOUND);
        sound(SOUND, 0);
        sound(SOUND, 12);
        StreamSetup both = Objects.requireNonNull(tracks.setup(VIDEO, false, true, seconds(20)));
        assertThat(both.tracks()).containsExactly(VIDEO, SOUND);
        assertThat(sound(SOUND, 40)).isSameAs(both);
        assertThat(announced).hasSize(2);
    }

    @Test
    void videoThatHasBegunIsWaitedFor() {
        tracks.describe(SOUND);
        tracks.setup(VIDEO, false, true, 0);
        sound(SOUND, 1);
        assertThat(sound(SOUND, 60)).isSameAs(announced.get(0));
        assertThat(announced).hasSize(1);
    }

    @Test
    void aChangeOfSoundIsAnnouncedWithTheNextKeyFrame() {
        tracks.describe(SOUND);
        StreamSetup before = tracks.setup(VIDEO, false, true, 0);
        assertThat(sound(LOUDER, 1)).isNull();
        assertThat(tracks.setup(VIDEO, false, false, seconds(1))).isSameAs(before);
        assertThat(announced).hasSize(1);
        StreamSetup after = tracks.setup(VIDEO, false, true, seconds(2));
        assertThat(announced).containsExactly(before, after);
        assertThat(Objects.requireNonNull(after).tracks()).containsExactly(VIDEO, LOUDER);
        assertThat(sound(LOUDER, 3)).isSameAs(after);
    }

    @Test
    void aChangeOfSoundThatIsTakenBackIsNone() {
        tracks.describe(SOUND);
        StreamSetup before = tracks.setup(VIDEO, false, true, 0);
        assertThat(sound(LOUDER, 1)).isNull();
        assertThat(sound(SOUND, 1)).isSameAs(before);
        assertThat(tracks.setup(VIDEO, false, true, seconds(2))).isSameAs(before);
        assertThat(announced).hasSize(1);
    }

    @Test
    void aChangeOfSoundWaitsForNoKeyFrameForEver() {
        tracks.describe(SOUND);
        tracks.setup(VIDEO, false, true, 0);
        assertThat(sound(LOUDER, 1)).isNull();
        StreamSetup after = Objects.requireNonNull(sound(LOUDER, 13));
        assertThat(after.tracks()).containsExactly(VIDEO, LOUDER);
    }

    private @Nullable StreamSetup sound(Track track, int second) {
        return tracks.setup(track, false, true, seconds(second));
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
