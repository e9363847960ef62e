package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.ConsumerTimes;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.TrackKind;

import java.util.function.LongSupplier;

/** Measures how long frames took to a consumer. One for each subscription; on its thread. */
final class Delivery {
    private final String consumer;
    private final Counters counters;
    private final LongSupplier nanoTime;
    private @Nullable StreamId stream;
    private @Nullable ConsumerTimes times;

    Delivery(String consumer, Counters counters, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    /** A frame has come; it stays open and with its owner. */
    void arrived(Frame frame) {
        if (frame instanceof Picture picture) {
            PictureHeader header = picture.header();
            record(picture, header.firstArrivalNanos(), header.decodedNanos());
        } else if (frame instanceof AccessUnit unit) {
            unit(unit);
        } else if (frame instanceof Fragment fragment && !fragment.isInitialization()) {
            unit(fragment.units().get(0));
        }
    }

    private void unit(AccessUnit unit) {
        if (unit.track().kind() == TrackKind.VIDEO || !unit.setup().hasVideo()) {
            AccessUnitHeader header = unit.header();
            record(unit, header.firstArrivalNanos(), header.arrivalNanos());
        }
    }

    private void record(Frame frame, long firstArrivalNanos, long readyNanos) {
        ConsumerTimes known = times;
        if (known == null || !frame.stream().equals(stream)) {
            stream = frame.stream();
            known = counters.of(frame.stream()).times().consumer(consumer);
            times = known;
        }
        known.record(firstArrivalNanos, readyNanos, nanoTime.getAsLong());
    }
}
