package reactor.valkka.operator;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Frame;

import java.time.Duration;

/** What a {@link Fork} was told before its first branch. */
record ForkConfig<F extends Frame>(
        Flux<? extends F> source,
        int connectAt,
        Duration grace,
        Scheduler timer,
        int groupUnitsMax,
        Counters counters) {

    static <F extends Frame> ForkConfig<F> of(Flux<? extends F> source) {
        return new ForkConfig<>(
                source, 1, Duration.ZERO, Schedulers.parallel(), 0, Counters.shared());
    }

    ForkConfig<F> withConnectAt(int branches) {
        return new ForkConfig<>(source, branches, grace, timer, groupUnitsMax, counters);
    }

    ForkConfig<F> withGrace(Duration time, Scheduler scheduler) {
        return new ForkConfig<>(source, connectAt, time, scheduler, groupUnitsMax, counters);
    }

    ForkConfig<F> withGroup(int unitsMax) {
        return new ForkConfig<>(source, connectAt, grace, timer, unitsMax, counters);
    }

    ForkConfig<F> withCounters(Counters other) {
        return new ForkConfig<>(source, connectAt, grace, timer, groupUnitsMax, other);
    }
}
