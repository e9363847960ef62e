package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

import java.util.ArrayList;
import java.util.List;

class StateHubTest {

    private static final CameraState PLAYING =
            new CameraState.Playing(CameraState.Playing.Security.NONE);

    private final StateHub hub = new StateHub();

    @Test
    void eachWatcherGetsThePresentStateAndThenEachChange() {
        List<CameraState> first = new ArrayList<>();
        List<CameraState> second = new ArrayList<>();
        hub.states().subscribe(first::add);
        hub.set(new CameraState.Connecting(1));
        hub.states().subscribe(second::add);
        hub.set(PLAYING);
        assertThat(first)
                .containsExactly(new CameraState.Idle(), new CameraState.Connecting(1), PLAYING);
        assertThat(second).containsExactly(new CameraState.Connecting(1), PLAYING);
    }

    @Test
    void aSlowWatcherGetsTheNewest() {
        List<CameraState> seen = new ArrayList<>();
        BaseSubscriber<CameraState> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(CameraState state) {
                seen.add(state);
            }
        };
        hub.states().subscribe(slow);
        for (int attempt = 1; attempt < 10; attempt++) {
            hub.set(new CameraState.Connecting(attempt));
        }
        slow.request(1);
        assertThat(seen).containsExactly(new CameraState.Idle(), new CameraState.Connecting(9));
    }

    @Test
    void whoHasGoneIsForgotten() {
        List<CameraState> seen = new ArrayList<>();
        Disposable watching = hub.states().subscribe(seen::add);
        watching.dispose();
        hub.set(PLAYING);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aWatcherMayReportAChangeItself() {
        List<CameraState> seen = new ArrayList<>();
        hub.states().subscribe(state -> {
            seen.add(state);
            if (state instanceof CameraState.Connecting) {
                hub.set(PLAYING);
            }
        });
        hub.set(new CameraState.Connecting(1));
        assertThat(seen).endsWith(PLAYING);
    }
}
