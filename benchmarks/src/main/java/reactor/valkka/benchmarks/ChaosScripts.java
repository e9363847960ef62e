package reactor.valkka.benchmarks;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CheckedVideo;
import reactor.valkka.test.Faults;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What is wrong with a camera of {@link ChaosBenchmark}, by chance. */
final class ChaosScripts {

    /** What all cameras show. */
    static final CheckedVideo VIDEO = CheckedVideo.small();

    static final CameraScript HEALTHY = CameraScript.usual().tracks(VIDEO).withSenderReports();

    private static final List<RtspMethod> METHODS =
            List.of(RtspMethod.DESCRIBE, RtspMethod.SETUP, RtspMethod.PLAY);

    /** An illness as the log names it. */
    record Illness(String name, CameraScript script) {}

    private interface Ill {
        CameraScript of(SplittableRandom random);
    }

    private interface IllMedia {
        Faults of(Faults faults, SplittableRandom random);
    }

    private record Named(String name, Ill ill) {}

    private static final List<Named> ALL = List.of(
            media(
                    "loses packets",
                    (faults, random) ->
                            faults.loss(0.001 + random.nextDouble(0.02), 1 + random.nextInt(4))),
            media(
                    "has a bad network",
                    (faults, random) -> faults.loss(0.002)
                            .duplicates(0.02)
                            .reordering(0.05, 1 + random.nextInt(8))
                            .delays(0.02, Duration.ofMillis(1 + random.nextInt(60)))),
            media("reorders", (faults, random) -> faults.reordering(0.2, 4).duplicates(0.05)),
            media(
                    "sets no markers",
                    (faults, random) -> faults.marker(Faults.Marker.NEVER).loss(0.005)),
            media(
                    "sets all markers",
                    (faults, random) -> faults.marker(Faults.Marker.ALWAYS).loss(0.005)),
            media(
                    "changes its source",
                    (faults, random) -> faults.sourceChangesEvery(50 + random.nextInt(150))),
            media(
                    "changes its size",
                    (faults, random) ->
                            faults.sizeChangesEvery(25 + random.nextInt(75)).loss(0.002)),
            media(
                    "has a wild clock",
                    (faults, random) -> faults.timestampJump(1 + random.nextInt(100), hours(random))
                            .clockJump(1 + random.nextInt(100), hours(random))
                            .clockDrift(random.nextInt(400) - 200)),
            new Named("hangs up", random -> HEALTHY.closeAfter(units(random))),
            new Named("freezes", random -> HEALTHY.freezeAfter(units(random))),
            new Named("stalls", random -> HEALTHY.stallAfter(units(random))),
            new Named("talks noise", random -> HEALTHY.garbageAfter(units(random))),
            new Named("says goodbye", random -> HEALTHY.unitsMax(units(random))),
            new Named("is silent", random -> HEALTHY.silent()),
            new Named("has no key frames", random -> HEALTHY.withoutKeyFrames()),
            new Named(
                    "is busy",
                    random -> HEALTHY.answering(RtspMethod.SETUP, 503, 1 + random.nextInt(3))),
            new Named(
                    "is full",
                    random -> HEALTHY.sessionsMax(1)
                            .staleSessions(Duration.ofSeconds(1))
                            .closeAfter(units(random))),
            new Named("never answers", random -> HEALTHY.hangAt(method(random))),
            new Named("answers noise", random -> HEALTHY.garbageAt(method(random))),
            new Named("closes early", random -> HEALTHY.closeAt(method(random))),
            new Named("splits segments", random -> HEALTHY.segments(1 + random.nextInt(200))),
            new Named(
                    "merges segments",
                    random -> HEALTHY.mergedSegments(5_000 + random.nextInt(30_000))),
            new Named(
                    "is slow",
                    random -> HEALTHY.answersAfter(Duration.ofMillis(random.nextInt(600)))),
            new Named(
                    "has ghosts",
                    random -> HEALTHY.staleSessionsSending(Duration.ofSeconds(2))
                            .closeAfter(units(random))),
            new Named("talks first", random -> HEALTHY.mediaBeforePlayAnswer(2).strayPackets()),
            new Named("wraps around", random -> HEALTHY.startingAt(65_500, -5_000)),
            new Named("refuses everybody", random -> guarded().refusingForEver()),
            new Named("forgets nonces", random -> guarded().nonceUses(1 + random.nextInt(3))),
            new Named(
                    "wants to be asked",
                    random -> HEALTHY.session("7;timeout=2")
                            .requestsWithin(Duration.ofMillis(2_500))),
            new Named("loses all datagrams", random -> HEALTHY.datagramsLost()),
            new Named("sends from elsewhere", random -> HEALTHY.datagramsFrom("127.0.0.1")));

    private ChaosScripts() {}

    /** Who may see the cameras that ask. */
    static Credentials user() {
        return Credentials.of("chaos", "monkey");
    }

    /** The next illness of a camera. */
    static Illness next(SplittableRandom random) {
        Named named = ALL.get(random.nextInt(ALL.size()));
        return new Illness(named.name, named.ill.of(random));
    }

    private static Named media(String name, IllMedia ill) {
        return new Named(
                name, random -> HEALTHY.faults(ill.of(Faults.seeded(random.nextLong()), random)));
    }

    private static int units(SplittableRandom random) {
        return 1 + random.nextInt(100);
    }

    private static Duration hours(SplittableRandom random) {
        return Duration.ofSeconds(random.nextInt(14_400) - 7_200L);
    }

    private static RtspMethod method(SplittableRandom random) {
        return METHODS.get(random.nextInt(METHODS.size()));
    }

    private static CameraScript guarded() {
        return HEALTHY.guarded(
                user(), DigestChallenge.modern("chaos", "n0nce", DigestAlgorithm.SHA_256));
    }
}
