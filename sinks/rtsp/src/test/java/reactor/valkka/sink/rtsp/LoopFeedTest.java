package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Sinks;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@NoFrameLeaks
class LoopFeedTest {
    private final EventLoop loop = new DefaultEventLoop();

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Each time that it is served there is more, as on a machine that is too slow. */
    private static final class Restless extends Reader {
        private final LoopFeed feed;
        private final AtomicInteger rounds = new AtomicInteger();

        Restless(LoopFeed feed, MountSetup setup) {
            super(feed, setup, reason -> {});
            this.feed = feed;
        }

        @Override
        boolean takes(int track) {
            return true;
        }

        @Override
        boolean isWritable() {
            rounds.incrementAndGet();
            feed.wake();
            return true;
        }

        @Override
        boolean write(PacketUnit unit, int part) {
            return true;
        }

        @Override
        void flush() {}

        @Override
        String address() {
            return "nowhere";
        }

        @Override
        String transport() {
            return "UDP";
        }
    }

    @Test
    void aLoopThatIsNeverDoneWithItsReadersStillDoesWhatElseItIsAsked(TestPool pool)
            throws Exception {
        TestUnits units = TestUnits.live(pool.share(StreamId.of("door")));
        Sinks.Many<EncodedFrame> camera = Sinks.many().unicast().onBackpressureBuffer();
        Mount mount = new Mount("/door", camera.asFlux(), MountSettings.DEFAULT);
        Mount.Hold hold = mount.hold();
        camera.tryEmitNext(units.setup());
        LoopFeed feed = new LoopFeed(mount, loop, MountSettings.DEFAULT.ring());
        Restless restless = new Restless(feed, Objects.requireNonNull(mount.currentSetup()));

        loop.submit(restless::play).get(5, TimeUnit.SECONDS);
        int before = restless.rounds.get();
        for (int asked = 0; asked < 10; asked++) {
            loop.submit(() -> {}).get(5, TimeUnit.SECONDS);
        }
        loop.schedule(() -> {}, 10, TimeUnit.MILLISECONDS).get(5, TimeUnit.SECONDS);

        assertThat(restless.rounds).hasValueGreaterThan(before);
        loop.submit(restless::close).get(5, TimeUnit.SECONDS);
        hold.close();
        mount.retire();
    }
}
