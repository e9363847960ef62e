package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.media.rtcp.ClockPolicy;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

/** Streams at times that are chosen, so that no busy machine disturbs them. */
@NoFrameLeaks
class StreamChecksTest {

    private static void finds(FakeStream stream, Symptom symptom, String seen) {
        assertThat(stream.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.symptom()).isEqualTo(symptom);
            assertThat(finding.seen()).contains(seen);
        });
    }

    @Test
    void findsNothingInAGoodStream(TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 10).packets(0, 10).report(0);
        assertThat(stream.findings()).isEmpty();
    }

    @Test
    void packetsThatComeUnevenly(TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 4).report(0);
        for (int i = 0; i < 100; i++) {
            double at = i * 0.04;
            double late = i % 2 == 0 ? 0 : 0.3;
            stream.packet(at, at + late, false).packet(at, at + late, true);
        }
        finds(stream, Symptom.JITTER_HIGH, "a jitter of 1");
    }

    @Test
    void aHoleBetweenPicturesThatThenComeAllAtOnce(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 200; i++) {
            double at = i * 0.04;
            boolean held = at >= 3 && at < 4.5;
            stream.unit(at, held ? 4.5 : at, i % 25 == 0, 200);
        }
        finds(stream, Symptom.PICTURES_UNEVEN, "no picture came for 1.5 s");
    }

    @Test
    void aSlowCameraHasNoHoles(TestPool pool) {
        FakeStream stream = new FakeStream(pool);
        for (int i = 0; i < 5; i++) {
            stream.unit(i, true);
        }
        finds(stream, Symptom.FRAME_RATE_DIFFERS, "25.0 pictures a second are declared, 1.0 come");
    }

    @Test
    void aFirstPictureThatIsLate(TestPool pool) {
        finds(new FakeStream(pool).units(5, 8), Symptom.FIRST_PICTURE_LATE, "after 5.0 s");
    }

    @Test
    void picturesInAnotherOrder(TestPool pool) {
        FakeStream stream = new FakeStream(pool).unit(0, true);
        for (int i = 1; i < 50; i += 2) {
            stream.unit((i + 1) * 0.04, i * 0.04, i % 25 == 0, 200)
                    .unit(i * 0.04, (i + 1) * 0.04, false, 200);
        }
        finds(stream, Symptom.B_FRAMES, "another order");
    }

    @Test
    void keyFramesAtAnyDistance(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 150; i++) {
            stream.unit(i * 0.04, i == 0 || i == 25 || i == 100 || i == 125);
        }
        finds(stream, Symptom.KEY_FRAMES_IRREGULAR, "key frames are 1.0 to 3.0 s apart");
    }

    @Test
    void picturesThatWereLostTellNothingOfTheKeyFrames(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0).lost(9);
        for (int i = 0; i < 500; i++) {
            boolean waitsForKeyFrame = i > 110 && i < 250 || i > 303 && i < 350;
            if (!waitsForKeyFrame) {
                stream.unit(i * 0.04, i % 50 == 0);
            }
        }
        assertThat(stream.findings()).isEmpty();
        assertThat(stream.examination().main().observer().units().groupSeconds())
                .allSatisfy(seconds -> assertThat(seconds).isBetween(1.99, 2.01));
    }

    @Test
    void aGroupThatWasLongUntilItBrokeOffIsLong(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0).lost(9);
        for (int i = 0; i < 200; i++) {
            if (i < 125 || i >= 150) {
                stream.unit(i * 0.04, i == 0 || i == 150);
            }
        }
        finds(stream, Symptom.KEY_FRAMES_RARE, "a key frame every at least 5.0 s");
    }

    @Test
    void keyFramesThatSomebodyAskedForAreNotIrregular(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 250; i++) {
            boolean forced = i == 0 || i == 130;
            stream.unit(i * 0.04, forced || i % 50 == 13);
        }
        assertThat(stream.findings()).isEmpty();
    }

    @Test
    void keyFramesThatComeAsTheSceneChangesAreIrregular(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 500; i++) {
            stream.unit(i * 0.04, i % 50 == 0 || i == 70 || i == 120 || i == 270 || i == 410);
        }
        finds(stream, Symptom.KEY_FRAMES_IRREGULAR, "key frames are 0.4 to 2.0 s apart");
    }

    @Test
    void aGroupThatTheServerKeptForWhoJoinsIsNoDriftAndNoBitRate(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 250; i++) {
            double at = i * 0.04;
            stream.unit(at, Math.max(0, at - 4), i % 50 == 0, 700);
        }
        assertThat(stream.findings()).isEmpty();
        assertThat(stream.examination().main().observer().units().bitsPerSecond())
                .isBetween(140_000L, 141_000L);
    }

    @Test
    void moreBitsThanDeclared(TestPool pool) {
        FakeStream stream = new FakeStream(pool);
        for (int i = 0; i < 100; i++) {
            stream.unit(i * 0.04, i * 0.04, i % 25 == 0, 1_000);
        }
        finds(stream, Symptom.BIT_RATE_EXCEEDED, "100 kbit/s are declared, 20");
    }

    @Test
    void picturesThatComeFasterThanTheirTimestampsSay(TestPool pool) {
        FakeStream stream = new FakeStream(pool);
        for (int i = 0; i < 800; i++) {
            stream.unit(i * 0.04, i * 0.04 * 0.99, i % 25 == 0, 200);
        }
        stream.report(0);
        finds(stream, Symptom.CLOCK_DRIFTS, "10000 ppm faster");
    }

    @Test
    void anEncoderThatIsLateAtFirstAndCatchesUpIsNoDrift(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 250; i++) {
            double at = i * 0.04;
            stream.unit(at, at + 0.2 * Math.exp(-at / 3), i % 25 == 0, 200);
        }
        assertThat(stream.findings()).isEmpty();
    }

    @Test
    void ivelMarksTheMiddleOfPictures(TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 2);
        for (int i = 0; i < 50; i++) {
            stream.packet(i * 0.04, i * 0.04, true).packet(i * 0.04, i * 0.04, true);
        }
        finds(stream, Symptom.MARKERS_WRONG, "50 packets");
    }

    @Test
    void flirNeverMarks(TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 2);
        for (int i = 0; i < 50; i++) {
            stream.packet(i * 0.04, i * 0.04, false);
        }
        finds(stream, Symptom.MARKERS_MISSING, "no packet is marked");
    }

    @Test
    void packetsOfAnEarlierSessionAndOfAnotherType(TestPool pool) {
        FakeStream stream = new FakeStream(pool)
                .units(0, 2)
                .packets(0, 1)
                .packet(1, 1, true, 99, 96)
                .packet(1, 1, true, 7, 105);
        finds(stream, Symptom.FOREIGN_PACKETS, "2 packets");
    }

    @Test
    void bytesWithoutSense(TestPool pool) {
        finds(new FakeStream(pool).units(0, 2).garbage(77), Symptom.GARBAGE, "77 bytes");
    }

    @Test
    void aClockThatIsNeverTold(TestPool pool) {
        finds(new FakeStream(pool).units(0, 6), Symptom.NO_SENDER_REPORTS, "in 6 s");
        assertThat(new FakeStream(pool).units(0, 3).findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3600, 60.0 min ahead", "-10, 10.0 s behind", "86400000, 1000 days ahead"})
    void aClockThatIsWrong(double ahead, String seen, TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 2).report(ahead).report(ahead);
        finds(stream, Symptom.CLOCK_WRONG, seen);
    }

    @Test
    void aClockThatIsSet(TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 2).report(0).report(0).report(1.5);
        finds(stream, Symptom.CLOCK_STEPPED, "jumped by 1.5 s");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, SMART",
        "0.4, 0.4, SMART",
        "0.9, 0.9, ARRIVAL",
        "-0.9, -0.9, ARRIVAL",
        "0, 1.5, ARRIVAL",
        "3600, 3600, ARRIVAL"
    })
    void unitsAreStampedByArrivalWhereTheClockMisleads(
            double first, double then, ClockPolicy suits, TestPool pool) {
        FakeStream stream = new FakeStream(pool).units(0, 2).report(first).report(then);
        assertThat(Configuration.clockPolicy(stream.examination())).isEqualTo(suits);
        assertThat(String.join("", Configuration.of(stream.examination())).contains(".clock("))
                .isEqualTo(suits == ClockPolicy.ARRIVAL);
    }

    @Test
    void whatAHoldUpBendsIsNoDrift(TestPool pool) {
        FakeStream stream = new FakeStream(pool).report(0);
        for (int i = 0; i < 100; i++) {
            double at = i * 0.04;
            stream.unit(at, at < 0.6 ? 0.6 : at, i % 25 == 0, 200);
        }
        assertThat(stream.findings()).isEmpty();
    }

    @Test
    void aClockWithinTwoSecondsIsGoodEnough(TestPool pool) {
        assertThat(new FakeStream(pool).units(0, 2).report(1.9).findings()).isEmpty();
    }
}
