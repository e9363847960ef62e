package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.ffmpeg.SimulatedThread.Camera;
import reactor.valkka.frame.StreamId;

import java.util.List;

/** What one thread's governor does, with cameras and a clock that are made up. */
class OverloadGovernorTest {
    private static final long SECOND = 1_000 * SimulatedThread.MILLI;

    private final SimulatedThread thread = new SimulatedThread();

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 16, 17})
    void leavesAThreadAloneThatKeepsUp(int count) {
        List<Camera> cameras = thread.cameras(count, 0);
        thread.run(60);
        assertThat(cameras).allSatisfy(camera -> {
            assertThat(camera.stepsDown()).isZero();
            assertThat(camera.dropped).isZero();
            assertThat(camera.pictureNanos.size()).isBetween(1_470, 1_501);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 24, 40, 60, 100})
    void everyCameraOfAnOverloadedThreadGoesOnShowingPicturesInTime(int count) {
        List<Camera> cameras = thread.cameras(count, 0);
        thread.run(15);
        long settled = thread.nowNanos();
        cameras.forEach(camera -> {
            camera.latestNanos = 0;
            camera.dropped = 0;
        });
        thread.run(60);
        assertThat(cameras).allSatisfy(camera -> {
            assertThat(camera.wrong).isZero();
            assertThat(camera.dropped).isZero();
            assertThat(camera.latestNanos).isLessThan(700 * SimulatedThread.MILLI);
            assertThat(camera.longestGapNanos(settled)).isLessThan(SECOND * 5 / 2);
        });
        long pictures = thread.pictures(settled);
        assertThat(pictures).as("of 500 a second").isGreaterThan(60 * (count < 90 ? 250 : 180));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 60, 100})
    void nobodyFreezesWhereAllKeyFramesComeTogether(int count) {
        thread.together();
        List<Camera> cameras = thread.cameras(count, 0);
        thread.run(15);
        long settled = thread.nowNanos();
        thread.run(60);
        assertThat(cameras).allSatisfy(camera -> {
            assertThat(camera.wrong).isZero();
            assertThat(camera.longestGapNanos(settled)).isLessThan(5 * SECOND);
        });
    }

    @Test
    void fourHundredCamerasOnOneThreadEachShowAPictureEveryFourGroups() {
        List<Camera> cameras = thread.cameras(400, 0);
        thread.run(30);
        long settled = thread.nowNanos();
        thread.run(60);
        assertThat(cameras).allSatisfy(camera -> {
            assertThat(camera.wrong).isZero();
            assertThat(camera.longestGapNanos(settled)).isLessThan(9 * SECOND);
        });
    }

    @Test
    void keyFramesThatNewerOnesReplacedCountAsThoseLeftOut() {
        GovernedStream stream = new GovernedStream(0, new Counters().of(StreamId.of("few")), 0);
        stream.level(DecodeLevel.FEW_KEY_FRAMES, 0);
        assertThat(stream.admits(UnitRole.KEY_FRAME, 0, true, SECOND)).isFalse();
        stream.leftOut(UnitRole.KEY_FRAME, 2);
        assertThat(stream.admits(UnitRole.KEY_FRAME, 0, true, 4 * SECOND)).isTrue();
        assertThat(stream.admits(UnitRole.KEY_FRAME, 0, true, 5 * SECOND)).isFalse();
    }

    @Test
    void thoseOfTheLowestPriorityGoDownFirstAndAllTheWay() {
        List<Camera> low = thread.cameras(10, -1);
        List<Camera> middle = thread.cameras(10, 0);
        List<Camera> high = thread.cameras(10, 1);
        thread.run(15);
        long settled = thread.nowNanos();
        thread.run(30);
        assertThat(high).allSatisfy(camera -> {
            assertThat(camera.stepsDown()).isZero();
            assertThat(camera.pictures(settled, thread.nowNanos())).isGreaterThan(740);
        });
        assertThat(low).allMatch(camera -> camera.level().compareTo(DecodeLevel.KEY_FRAMES) >= 0);
        assertThat(middle).anyMatch(camera -> camera.level() == DecodeLevel.ALL);
        assertThat(low)
                .allSatisfy(camera ->
                        assertThat(camera.longestGapNanos(settled)).isLessThan(5 * SECOND));
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 100})
    void equalsTakeTurnsInBeingBetterOff(int group) {
        List<Camera> cameras = thread.cameras(30, 0, group);
        thread.run(15);
        long settled = thread.nowNanos();
        thread.run(300);
        long most = 0;
        long fewest = Long.MAX_VALUE;
        for (Camera camera : cameras) {
            long pictures = camera.pictures(settled, thread.nowNanos());
            most = Math.max(most, pictures);
            fewest = Math.min(fewest, pictures);
        }
        assertThat(fewest).isGreaterThan(most / 2);
    }

    @Test
    void whoComesUpShowsEverythingFromItsNextKeyFrameOn() {
        List<Camera> cameras = thread.cameras(30, 0);
        thread.run(60);
        cameras.forEach(camera -> assertThat(camera.longestRiseNanos()).isLessThan(2 * SECOND));
    }

    @Test
    void disposableUnitsAreLeftOutBeforeAnyOther() {
        for (int i = 0; i < 30; i++) {
            thread.camera(0, 25, 2);
        }
        Camera watched = thread.camera(0, 25, 2);
        thread.run(20);
        assertThat(watched.level()).isEqualTo(DecodeLevel.WITHOUT_DISPOSABLE);
        long settled = thread.nowNanos();
        thread.run(10);
        assertThat(watched.pictures(settled, thread.nowNanos())).isGreaterThan(100);
        assertThat(watched.wrong).isZero();
        assertThat(watched.counters.get(Counter.OVERLOAD_STEPS)).isPositive();
    }

    @Test
    void allComeBackUpWhenTheOthersHaveGone() {
        List<Camera> staying = thread.cameras(10, 0);
        List<Camera> going = thread.cameras(40, 0);
        thread.run(20);
        assertThat(staying).anyMatch(camera -> camera.level() != DecodeLevel.ALL);
        going.forEach(thread::stop);
        thread.run(10);
        assertThat(staying).allSatisfy(camera -> {
            assertThat(camera.level()).isEqualTo(DecodeLevel.ALL);
            assertThat(camera.counters.decodeLevel()).isEqualTo(DecodeLevel.ALL);
        });
        long steps = staying.stream().mapToLong(Camera::stepsDown).sum();
        long settled = thread.nowNanos();
        thread.run(60);
        assertThat(staying.stream().mapToLong(Camera::stepsDown).sum()).isEqualTo(steps);
        assertThat(staying)
                .allSatisfy(camera -> assertThat(camera.pictures(settled, thread.nowNanos()))
                        .isBetween(1_495L, 1_505L));
    }

    @Test
    void allComeBackUpWhenAnotherProgramHasEndedThatMadeEveryUnitDear() {
        List<Camera> cameras = thread.cameras(12, 0);
        thread.run(10);
        cameras.forEach(camera -> camera.costFactor = 3);
        thread.run(30);
        assertThat(cameras).anyMatch(camera -> camera.level() != DecodeLevel.ALL);
        cameras.forEach(camera -> camera.costFactor = 1);
        thread.run(30);
        assertThat(cameras).allMatch(camera -> camera.level() == DecodeLevel.ALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 30, 60, 100})
    void picturesStayNewWhereOtherProgramsTakeTheProcessorAgainAndAgain(int count) {
        List<Camera> cameras = thread.cameras(count, 0);
        for (int i = 0; i < 8; i++) {
            thread.run(13);
            cameras.forEach(camera -> camera.costFactor = 4);
            thread.run(2);
            cameras.forEach(camera -> camera.costFactor = 1);
        }
        assertThat(cameras).allSatisfy(camera -> {
            assertThat(camera.wrong).isZero();
            assertThat(camera.latestNanos).isLessThan(2 * SECOND);
        });
    }

    @Test
    void whoWasDearForAMomentIsTriedAgain() {
        List<Camera> cameras = thread.cameras(12, 0);
        thread.run(10);
        cameras.forEach(camera -> camera.dependentMillis = 40);
        thread.run(10);
        assertThat(cameras).anyMatch(camera -> camera.level() != DecodeLevel.ALL);
        cameras.forEach(camera -> camera.dependentMillis = 2);
        thread.run(60);
        assertThat(cameras).allMatch(camera -> camera.level() == DecodeLevel.ALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 30, 60})
    void aColdStartIsSoonForgotten(int count) {
        List<Camera> cameras = thread.cameras(count, 0);
        cameras.forEach(camera -> camera.costFactor = 12);
        thread.run(3);
        cameras.forEach(camera -> camera.costFactor = 1);
        thread.run(12);
        long settled = thread.nowNanos();
        thread.run(30);
        assertThat(thread.pictures(settled)).as("of 500 a second").isGreaterThan(30 * 250);
    }

    @Test
    void aFileThatTakesAllTheTimeThatIsLeftIsNoOverload() {
        List<Camera> cameras = thread.cameras(10, 0);
        thread.files(2);
        thread.run(30);
        assertThat(cameras).allMatch(camera -> camera.stepsDown() == 0);
    }

    @Test
    void camerasComeBackUpBesideAFile() {
        List<Camera> cameras = thread.cameras(10, 0);
        List<Camera> going = thread.cameras(40, 0);
        thread.files(1);
        thread.run(20);
        going.forEach(thread::stop);
        thread.run(20);
        assertThat(cameras).allMatch(camera -> camera.level() == DecodeLevel.ALL);
    }
}
