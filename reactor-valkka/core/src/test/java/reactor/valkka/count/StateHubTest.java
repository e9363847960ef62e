package reactor.valkka.count;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

import java.util.ArrayList;
import java.util.List;

class StateHubTest {

    private static final String PLAYING = "playing";

    private final StateHub<String> hub = new StateHub<>("idle");

    @Test
    void eachWatcherGetsThePresentStateAndThenEachChange() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        hub.states().subscribe(first::add);
        hub.set("connecting");
        hub.states().subscribe(second::add);
        hub.set(PLAYING);
        assertThat(first).containsExactly("idle", "connecting", PLAYING);
        assertThat(second).containsExactly("connecting", PLAYING);
    }

    @Test
    void aSlowWatcherGetsTheNewest() {
        List<String> seen = new ArrayList<>();
        BaseSubscriber<String> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(String state) {
                seen.add(state);
            }
        };
        hub.states().subscribe(slow);
        for (int attempt = 1; attempt < 10; attempt++) {
            hub.set("attempt " + attempt);
        }
        slow.request(1);
        assertThat(seen).containsExactly("idle", "attempt 9");
    }

    @Test
    void whoHasGoneIsForgotten() {
        List<String> seen = new ArrayList<>();
        Disposable watching = hub.states().subscribe(seen::add);
        watching.dispose();
        hub.set(PLAYING);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aWatcherMayReportAChangeItself() {
        List<String> seen = new ArrayList<>();
        hub.states().subscribe(state -> {
            seen.add(state);
            if (state.equals("connecting")) {
                hub.set(PLAYING);
            }
        });
        hub.set("connecting");
        assertThat(seen).endsWith(PLAYING);
    }
}
