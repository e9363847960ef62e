package reactor.valkka.benchmarks.fanout;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.Pause;

import java.util.function.Consumer;

/** Measures servers with so many readers, each time with new processes. */
final class FanoutMeter {

    private static final double SETTLE_SECONDS = 4;
    private static final double WARM_UP_SECONDS = 12;
    private static final double BRIEF_WARM_UP_SECONDS = 5;
    private static final int BRIEF_SECONDS = 8;
    private static final int ALONE_SECONDS = 8;
    private static final int QUICK_SECONDS = 5;
    private static final int QUICK_ALONE_SECONDS = 3;

    private final boolean overUdp;
    private final int loops;
    private final int seconds;
    private final boolean quick;
    private final Consumer<String> log;

    /**
     * @param loops threads of readers; 0 for as many as are usual
     * @param seconds to measure
     * @param quick whether less time has to do
     * @param log told who did not get in
     */
    FanoutMeter(boolean overUdp, int loops, int seconds, boolean quick, Consumer<String> log) {
        this.overUdp = overUdp;
        this.loops = loops;
        this.seconds = quick ? Math.min(seconds, QUICK_SECONDS) : seconds;
        this.quick = quick;
        this.log = log;
    }

    /** Measures as long as was asked for, and then what a single reader costs. */
    FanoutFigures measure(Contender contender, int count) {
        try (FanoutRun run = run(contender, count)) {
            Pause.seconds(quick ? SETTLE_SECONDS : WARM_UP_SECONDS);
            FanoutFigures figures = run.measure(seconds);
            return figures.withAloneMillis(run.aloneMillis(
                    figures.report().readers(),
                    quick ? QUICK_ALONE_SECONDS : ALONE_SECONDS,
                    SETTLE_SECONDS));
        }
    }

    /** Measures just long enough to see whether anything is lost. */
    FanoutFigures glance(Contender contender, int count) {
        try (FanoutRun run = run(contender, count)) {
            Pause.seconds(quick ? SETTLE_SECONDS : BRIEF_WARM_UP_SECONDS);
            return run.measure(quick ? QUICK_SECONDS : BRIEF_SECONDS);
        }
    }

    private FanoutRun run(Contender contender, int count) {
        FanoutPlan plan = FanoutPlan.of(contender, count, overUdp);
        FanoutRun run = new FanoutRun(loops > 0 ? plan.withLoops(loops) : plan);
        int joined = run.join(Reader.Kind.QUICK, count);
        if (joined == 0) {
            run.close();
            throw new ValkkaException("no reader got in (" + contender.title() + ")");
        }
        if (joined < count) {
            log.accept("  " + contender.title() + ": only " + joined + " readers got in");
        }
        return run;
    }
}
