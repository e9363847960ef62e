package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counters;
import reactor.valkka.sink.rtsp.PublicationState.Announced;
import reactor.valkka.sink.rtsp.PublicationState.Ended;
import reactor.valkka.sink.rtsp.PublicationState.Publisher;
import reactor.valkka.sink.rtsp.PublicationState.Reason;

import java.util.ArrayList;
import java.util.List;

/** Whose place it is, and in which order that is told. */
class PublicationPointTest {
    private static final Publisher SOMEBODY = new Publisher("192.0.2.7:5000", "", "TCP");
    private static final Ended FAREWELL = new Ended(SOMEBODY, Reason.FAREWELL, "it is over");

    private final List<String> told = new ArrayList<>();

    private final class Claimant implements PublicationPoint.Claimant {
        private final String name;
        private final PublicationPoint point;

        Claimant(String name, PublicationPoint point) {
            this.name = name;
            this.point = point;
        }

        @Override
        public void admitted() {
            told.add(name + " admitted");
            point.states().set(new Announced(SOMEBODY));
        }

        @Override
        public void refused() {
            told.add(name + " refused");
        }

        @Override
        public void replaced(Reason why) {
            told.add(name + " " + why);
        }
    }

    private static PublicationPoint point(Takeover takeover) {
        return new PublicationPoint(PublicationConfig.of("live").with(copy -> {
            copy.counters = new Counters();
            copy.takeover = takeover;
        }));
    }

    private void tell(PublicationState state) {
        told.add(state.getClass().getSimpleName());
    }

    @Test
    void whoComesAsSoonAsTheEndIsToldIsNotRefused() {
        PublicationPoint point = point(Takeover.REFUSE);
        Claimant first = new Claimant("first", point);
        point.claim(first);
        point.claim(new Claimant("early", point));
        point.states().states().subscribe(state -> {
            tell(state);
            if (state instanceof Ended) {
                point.claim(new Claimant("second", point));
                point.claim(new Claimant("third", point));
            }
        });

        point.leave(first, FAREWELL);

        assertThat(told)
                .containsExactly(
                        "first admitted",
                        "early refused",
                        "Announced",
                        "Ended",
                        "third refused",
                        "second admitted",
                        "Announced");
    }

    @Test
    void theEndOfOneIsToldBeforeTheNextIsAdmitted() {
        PublicationPoint point = point(Takeover.REPLACE);
        point.states().states().subscribe(this::tell);
        Claimant first = new Claimant("first", point);
        point.claim(first);
        point.claim(new Claimant("second", point));

        point.leave(first, FAREWELL);

        assertThat(told)
                .containsExactly(
                        "Idle",
                        "first admitted",
                        "Announced",
                        "first REPLACED",
                        "Ended",
                        "second admitted",
                        "Announced");
    }

    @Test
    void thePlaceIsFreeWhenNobodyWaitsForIt() {
        PublicationPoint point = point(Takeover.REFUSE);
        Claimant first = new Claimant("first", point);
        point.claim(first);
        point.leave(first, FAREWELL);
        point.leave(first, FAREWELL);

        point.claim(new Claimant("second", point));
        point.claim(new Claimant("third", point));

        assertThat(told).containsExactly("first admitted", "second admitted", "third refused");
    }
}
