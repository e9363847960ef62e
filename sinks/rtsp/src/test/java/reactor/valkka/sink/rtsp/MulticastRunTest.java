package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a sender makes of a camera that does as it is told. */
@NoFrameLeaks
class MulticastRunTest {
    private static final StreamId DOOR = StreamId.of("door");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MIB = 1 << 20;

    private final Sinks.Many<EncodedFrame> camera = Sinks.many().unicast().onBackpressureBuffer();
    private final MulticastTarget target = target();

    private static MulticastTarget target() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String group = "239.254." + random.nextInt(256) + '.' + (1 + random.nextInt(254));
        return MulticastTarget.of(group, 12_000 + 4 * random.nextInt(1_500), 1);
    }

    private MulticastSender sender() {
        return MulticastSender.create(target.group(), target.port()).network("lo");
    }

    private static StreamSetup withSound(StreamSetup setup) {
        Track sound = new Track(1, Codec.PCMA, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));
        return StreamSetup.of(DOOR, Pacing.LIVE, setup.tracks().get(0), sound);
    }

    private static long version(String description) {
        String origin =
                Objects.requireNonNull(SessionDescription.parse(description).origin());
        return Long.parseLong(origin.split(" ", -1)[2]);
    }

    @Test
    void otherTracksAreOtherSourcesWithAnotherDescription(TestPool pool) throws IOException {
        TestUnits units = TestUnits.live(pool.share(DOOR));
        List<String> descriptions = new CopyOnWriteArrayList<>();
        MulticastSender sender = sender();
        sender.descriptions().subscribe(descriptions::add);
        try (GroupEar media = new GroupEar(target.rtp(0));
                GroupEar reports = new GroupEar(target.rtcp(0))) {
            Disposable sending = sender.consume(camera.asFlux()).subscribe();
            camera.tryEmitNext(units.setup());
            camera.tryEmitNext(units.key(0));
            int first = RtpPacket.ssrc(media.next());
            assertThat(Objects.requireNonNull(SenderReport.find(reports.next())).ssrc())
                    .isEqualTo(first);
            camera.tryEmitNext(units.setup().withDiscontinuity(true));
            camera.tryEmitNext(withSound(units.setup()));
            reports.hearGoodbye(first);
            await().atMost(SOON).until(() -> descriptions.size() == 2);
            assertThat(descriptions.get(0)).doesNotContain("m=audio");
            assertThat(descriptions.get(1))
                    .contains("s=door\r\n", "m=audio " + (target.port() + 2));
            assertThat(version(descriptions.get(1))).isGreaterThan(version(descriptions.get(0)));
            sending.dispose();
        }
    }

    private static long skipped(Counters counters) {
        return counters.of(DOOR).get(Counter.VIEWER_SKIPPED);
    }

    @Test
    void whatTheNetworkDoesNotTakeIsLeftOutUpToTheNextKeyFrame(TestPool pool) throws Exception {
        TestUnits units = TestUnits.live(pool.share(DOOR)).withUnitBytes(MIB);
        LoopResources loops = LoopResources.create("busy", 1, true);
        EventLoop loop = loops.onClient(LoopResources.DEFAULT_NATIVE).next();
        Counters counters = new Counters();
        MulticastSender sender = sender().runOn(loops).counters(counters);
        Disposable sending = sender.consume(camera.asFlux()).subscribe();
        camera.tryEmitNext(units.setup());
        sender.sdp().block(SOON);
        AtomicBoolean busy = new AtomicBoolean(true);
        AtomicLong spins = new AtomicLong();
        loop.execute(() -> {
            while (busy.get()) {
                spins.incrementAndGet();
            }
        });
        camera.tryEmitNext(units.key(0));
        for (int number = 1; number < 6; number++) {
            camera.tryEmitNext(units.dependent(number));
        }
        await("4 MiB wait").atMost(SOON).until(() -> skipped(counters) == 2);
        busy.set(false);
        loop.submit(() -> {}).get();
        camera.tryEmitNext(units.dependent(6));
        await().atMost(SOON).until(() -> skipped(counters) == 3);
        try (GroupEar media = new GroupEar(target.rtp(0))) {
            AtomicInteger keys = new AtomicInteger();
            await("the network takes a key frame").atMost(SOON).until(() -> {
                camera.tryEmitNext(units.key(7 + keys.getAndIncrement()));
                return skipped(counters) < 3 + keys.get();
            });
            ByteBuffer packet = media.next();
            assertThat(RtpPacket.isValid(packet)).isTrue();
            assertThat(skipped(counters)).isEqualTo(3 + keys.get() - 1);
        }
        sending.dispose();
        loops.disposeLater().block(SOON);
    }
}
