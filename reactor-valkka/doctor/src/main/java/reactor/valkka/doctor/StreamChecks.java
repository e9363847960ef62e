package reactor.valkka.doctor;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges the stream that came: pictures, packets and clock. */
final class StreamChecks {

    private static final double KEY_FRAME_SECONDS_MAX = 4;
    private static final double IRREGULAR_SHARE = 0.2;
    private static final int CUT_GROUPS = 2;
    private static final double CUT_SHARE = 0.25;
    private static final double RATE_SHARE = 0.1;
    private static final double BIT_RATE_FACTOR = 1.5;
    private static final double FIRST_PICTURE_SECONDS_MAX = 4;
    private static final double JITTER_MILLIS_MAX = 100;
    private static final double SILENCE_SECONDS_MIN = 1;
    private static final double SILENCE_INTERVALS = 10;
    private static final double CLOCK_SECONDS_MAX = 2;
    private static final double REPORTS_WITHIN_SECONDS = 5;
    private static final double DRIFT_PPM_MIN = 1_000;
    private static final double DRIFT_ERRORS = 5;

    /** An encoder that has just begun is late for some seconds and then catches up. */
    private static final double DRIFT_SECONDS_MIN = 30;

    private final Examination camera;
    private final UnitNotes units;
    private final List<Finding> findings = new ArrayList<>();

    private StreamChecks(Examination camera) {
        this.camera = camera;
        units = camera.main().observer().units();
    }

    static List<Finding> of(Examination camera) {
        StreamChecks checks = new StreamChecks(camera);
        if (camera.main().works()) {
            checks.keyFrames();
            checks.rates();
            checks.order();
            checks.packets();
            checks.clock();
        }
        return checks.findings;
    }

    private void found(Symptom symptom, String seen, Object... figures) {
        findings.add(Finding.of(symptom, String.format(Locale.ROOT, seen, figures)));
    }

    private void keyFrames() {
        List<Double> groups = units.groupSeconds().stream().sorted().toList();
        double longest = groups.isEmpty() ? 0 : groups.get(groups.size() - 1);
        double without = units.secondsWithoutKeyFrame();
        if (Math.max(longest, without) > KEY_FRAME_SECONDS_MAX) {
            found(
                    Symptom.KEY_FRAMES_RARE,
                    "a key frame every %s%.1f s",
                    without > longest ? "at least " : "",
                    Math.max(longest, without));
        }
        if (isIrregular()) {
            found(
                    Symptom.KEY_FRAMES_IRREGULAR,
                    "key frames are %.1f to %.1f s apart",
                    groups.get(0),
                    longest);
        }
        double first = camera.main().observer().waitSeconds();
        if (first > FIRST_PICTURE_SECONDS_MAX) {
            found(Symptom.FIRST_PICTURE_LATE, "the first picture came after %.1f s", first);
        }
        if (units.setups() > 1) {
            found(Symptom.SETUP_CHANGES, "there were %d different setups", units.setups());
        }
    }

    /**
     * Whether groups differ by themselves: the first may be short because we joined within it, and
     * a few others because somebody asked for a key frame, but none is longer for that.
     */
    private boolean isIrregular() {
        List<Double> groups = units.groupSeconds();
        if (groups.size() < 2) {
            return false;
        }
        List<Double> sorted = groups.stream().sorted().toList();
        double usual = sorted.get(sorted.size() / 2);
        double longest = sorted.get(sorted.size() - 1);
        long cut = groups.stream()
                .skip(1)
                .filter(seconds -> seconds < (1 - IRREGULAR_SHARE) * usual)
                .count();
        return longest > (1 + IRREGULAR_SHARE) * usual
                || cut > Math.max(CUT_GROUPS, CUT_SHARE * groups.size());
    }

    private void rates() {
        Track track = units.track();
        double real = units.unitsPerSecond();
        if (track != null && track.format() instanceof TrackFormat.Video video) {
            double declared = video.framesPerSecond();
            if (declared > 0 && Math.abs(real - declared) > RATE_SHARE * declared) {
                found(
                        Symptom.FRAME_RATE_DIFFERS,
                        "%.1f pictures a second are declared, %.1f come",
                        declared,
                        real);
            }
        }
        double usual = real > 0 ? 1 / real : 0;
        double silence = units.silenceSeconds();
        boolean explained = camera.main().count(Counter.PACKETS_LOST) > 0;
        if (!explained && silence > SILENCE_SECONDS_MIN && silence > SILENCE_INTERVALS * usual) {
            found(Symptom.PICTURES_UNEVEN, "no picture came for %.1f s", silence);
        }
        long declaredBits = CameraChecks.declaredBitsPerSecond(camera);
        if (declaredBits > 0 && units.bitsPerSecond() > BIT_RATE_FACTOR * declaredBits) {
            found(
                    Symptom.BIT_RATE_EXCEEDED,
                    "%d kbit/s are declared, %d come",
                    declaredBits / 1_000,
                    units.bitsPerSecond() / 1_000);
        }
    }

    private void order() {
        if (units.reordered()) {
            found(Symptom.B_FRAMES, "pictures come in another order than they are shown");
        }
        if (units.repaired() > 0) {
            found(
                    Symptom.TIMES_BROKEN,
                    "the times of %d of %d pictures were put right",
                    units.repaired(),
                    units.units());
        }
    }

    private void packets() {
        PacketNotes packets = camera.main().observer().packets();
        long lost = camera.main().count(Counter.PACKETS_LOST);
        if (camera.main().observer().garbageBytes() > 0) {
            found(
                    Symptom.GARBAGE,
                    "%d bytes that are neither a message nor a packet",
                    camera.main().observer().garbageBytes());
        }
        if (packets == null) {
            return;
        }
        if (lost > 0) {
            found(
                    Symptom.PACKETS_LOST,
                    "%d of %d packets were lost over %s",
                    lost,
                    lost + packets.packets(),
                    camera.main().transport());
        }
        if (packets.jitterMillis() > JITTER_MILLIS_MAX) {
            found(Symptom.JITTER_HIGH, "a jitter of %.0f ms", packets.jitterMillis());
        }
        if (packets.neverMarks()) {
            found(Symptom.MARKERS_MISSING, "no packet is marked as the last of a picture");
        } else if (packets.markedMiddles() > 0) {
            found(
                    Symptom.MARKERS_WRONG,
                    "%d packets within pictures are marked",
                    packets.markedMiddles());
        }
        if (packets.foreign() > 0) {
            found(Symptom.FOREIGN_PACKETS, "%d packets of somebody else", packets.foreign());
        }
    }

    private void clock() {
        ReportNotes reports = camera.main().observer().reports();
        if (reports.reports() == 0 && units.watchedSeconds() >= REPORTS_WITHIN_SECONDS) {
            found(
                    Symptom.NO_SENDER_REPORTS,
                    "no sender report came in %.0f s",
                    units.watchedSeconds());
        }
        double ahead = reports.aheadSeconds();
        if (Math.abs(ahead) > CLOCK_SECONDS_MAX) {
            found(
                    Symptom.CLOCK_WRONG,
                    "the camera's clock is %s %s",
                    Amounts.seconds(Math.abs(ahead)),
                    ahead > 0 ? "ahead" : "behind");
        }
        if (reports.stepSeconds() != 0) {
            found(
                    Symptom.CLOCK_STEPPED,
                    "the camera's clock jumped by %s",
                    Amounts.seconds(reports.stepSeconds()));
        }
        double drift = units.driftPartsPerMillion();
        double certain = DRIFT_PPM_MIN + DRIFT_ERRORS * units.driftErrorPartsPerMillion();
        if (units.watchedSeconds() >= DRIFT_SECONDS_MIN && Math.abs(drift) > certain) {
            found(
                    Symptom.CLOCK_DRIFTS,
                    "pictures come %.0f ppm %s than their timestamps say",
                    Math.abs(drift),
                    drift > 0 ? "faster" : "slower");
        }
    }
}
