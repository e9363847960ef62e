package reactor.valkka.benchmarks.soak;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.valkka.Overflow;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.DecodePolicy;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Hop;
import reactor.valkka.operator.Interval;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.RtspSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One camera in the process that is watched, and all who have its frames there. */
final class SoakCamera {

    private static final int BRANCH_UNITS = 64;
    private static final int UNDER_WAY = 8;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final String name;
    private final Fork<EncodedFrame> frames;
    private final Disposable.Composite branches = Disposables.composite();
    private final List<Pulse> pulses = new ArrayList<>();
    private final Pulse units;

    /** Is fetched from now on. */
    SoakCamera(String name, RtspSource source) {
        this.name = name;
        frames = Fork.of(source.frames());
        units = pulse("camera");
        branches.add(units.watch(frames.branch("units", Overflow.skipToKeyFrame(BRANCH_UNITS))
                .as(Use.each(frame -> units.beat()))));
    }

    private Pulse pulse(String part) {
        Pulse pulse = new Pulse(part + ' ' + name);
        pulses.add(pulse);
        return pulse;
    }

    /**
     * Is recorded, too.
     *
     * @param disk has one thread
     */
    void record(Path file, Scheduler disk) {
        Pulse pulse = pulse("recording of");
        Recorder recorder = new Recorder(file, pulse);
        branches.add(pulse.watch(frames.branch("record", Overflow.skipToKeyFrame(BRANCH_UNITS))
                .transform(Hop.on(disk, UNDER_WAY))
                .as(Use.each(frame -> recorder.write(frame.share())))
                .doFinally(end -> disk.schedule(recorder::close))));
    }

    /** Is looked at once a second, too. */
    void analyse(Decoders decoders, Scale scale) {
        Pulse pulse = pulse("analysis of");
        branches.add(pulse.watch(frames.branch("analyse", Overflow.skipToKeyFrame(BRANCH_UNITS))
                .transform(Decode.on(decoders).policy(DecodePolicy.LATEST_KEY_FRAME))
                .transform(Interval.of(LOOK_EVERY))
                .transform(scale)
                .as(Use.each(picture -> pulse.beat()))));
    }

    String name() {
        return name;
    }

    /** For whoever else wants them. */
    Fork<EncodedFrame> frames() {
        return frames;
    }

    /** Of itself, its recording, its analysis. */
    List<Pulse> pulses() {
        return pulses;
    }

    boolean isPlaying() {
        return units.isPlaying();
    }

    long units() {
        return units.beats();
    }

    /** Nobody has its frames any more. */
    void leave() {
        branches.dispose();
    }
}
