package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

@NoFrameLeaks
class MountReadersTest {
    private static final int SENDER_REPORT = 200;
    private static final byte GOODBYE = (byte) 203;
    private static final StreamId STREAM = StreamId.of("door");

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Counters counters = new Counters();
    private final Sinks.Many<EncodedFrame> camera = Sinks.many().unicast().onBackpressureBuffer();
    private final List<EndReason> ends = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private TestUnits units;
    private Mount mount;
    private Mount.Hold hold;
    private long now = 1;

    @BeforeEach
    void connect(TestPool pool) {
        units = TestUnits.live(pool.share(STREAM)).withUnitBytes(5_000);
        mount = new Mount(
                "/door",
                camera.asFlux(),
                MountSettings.DEFAULT
                        .withCounters(counters)
                        .withScheduler(clock)
                        .withTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                () -> now);
        hold = mount.hold();
        camera.tryEmitNext(units.setup());
    }

    @AfterEach
    void end() {
        readers.forEach(Reader::close);
        hold.close();
        channel.finishAndReleaseAll();
        assertThat(mount.ringBytes()).isZero();
    }

    @Test
    void aLateReaderBeginsAtTheKeyFrameOfTheCurrentGroupAndGetsEverythingAfterIt() {
        send(0, 1, 2, 3, 4, 5, 6, 7);
        InterleavedReader reader = reader(0);

        List<RtpInfo> beginning = reader.play();
        assertThat((Object) channel.readOutbound()).isNull();
        List<WirePackets> first = received();
        send(8, 9);
        List<WirePackets> rest = received();

        assertThat(first.get(0).type()).isEqualTo(SENDER_REPORT);
        assertThat(first.get(0).channel()).isEqualTo(1);
        assertThat(first.get(1).sequenceNumber()).isEqualTo(beginning.get(0).sequenceNumber());
        assertThat(first.get(1).timestamp()).isEqualTo(beginning.get(0).timestamp());
        List<Integer> numbers = new ArrayList<>();
        media(first).forEach(packet -> numbers.add(packet.sequenceNumber()));
        media(rest).forEach(packet -> numbers.add(packet.sequenceNumber()));
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1 & 0xFFFF);
        }
        assertThat(timestamps(media(first))).isEqualTo(4);
        assertThat(reader.status().units()).isEqualTo(6);
        assertThat(reader.status().skippedUnits()).isZero();
    }

    @Test
    void aReaderThatIsNotToStartAtOnceWaitsForTheNextKeyFrame() {
        hold.close();
        Sinks.Many<EncodedFrame> second = Sinks.many().unicast().onBackpressureBuffer();
        mount = new Mount(
                "/door",
                second.asFlux(),
                MountSettings.DEFAULT
                        .withStartsAtOnce(false)
                        .withTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        hold = mount.hold();
        second.tryEmitNext(units.setup());
        second.tryEmitNext(units.key(0));

        assertThat(reader(0).play()).isEmpty();
        second.tryEmitNext(units.dependent(1));
        assertThat(received()).isEmpty();
        second.tryEmitNext(units.key(4));

        assertThat(timestamps(media(received()))).isEqualTo(1);
    }

    @Test
    void aReaderThatWantsNoneOfTheTracksGetsNothing() {
        send(0, 1);
        InterleavedReader pictures = reader(0);
        assertThat(pictures.play()).hasSize(1);
        EmbeddedChannel other = new EmbeddedChannel();
        InterleavedReader nothing = mount.interleaved(setup(), other, new int[] {-1}, ends::add);

        assertThat(nothing.play()).isEmpty();

        send(2);
        assertThat(received(other)).isEmpty();
        nothing.close();
        other.finishAndReleaseAll();
    }

    @Test
    void whatAReaderSkipsInSeveralStepsIsCountedOnce() {
        InterleavedReader slow = reader(0);
        slow.play();
        send(0);
        received();
        writable(false);
        for (int first = 1; first < 36; first += 4) {
            send(first, first + 1, first + 2, first + 3);
            now += Duration.ofSeconds(3).toNanos();
        }
        writable(true);
        received();
        send(40);
        received();

        assertThat(slow.status().units() + slow.status().skippedUnits())
                .as("38 units, and reports between them")
                .isBetween(38L, 60L);
    }

    @Test
    void aReaderWithoutAKeyFrameInSightWaitsForTheNextOne() {
        send(1, 2);
        InterleavedReader reader = reader(0);

        assertThat(reader.play()).isEmpty();
        assertThat(received()).isEmpty();
        send(3, 4);

        assertThat(timestamps(media(received()))).isEqualTo(1);
    }

    @Test
    void readersShareEverythingButTheChannelsThatTheyAskedFor() {
        InterleavedReader usual = reader(0);
        usual.play();
        EmbeddedChannel other = new EmbeddedChannel();
        InterleavedReader odd = mount.interleaved(setup(), other, new int[] {6}, ends::add);
        odd.play();
        send(0, 1);

        List<WirePackets> here = received();
        List<WirePackets> there = received(other);

        assertThat(here).hasSameSizeAs(there);
        for (int i = 0; i < here.size(); i++) {
            assertThat(there.get(i).packet()).isEqualTo(here.get(i).packet());
            assertThat(there.get(i).channel()).isEqualTo(here.get(i).channel() + 6);
        }
        odd.close();
        other.finishAndReleaseAll();
    }

    @Test
    void aReaderWhoseSocketTakesNothingGoesOnAtTheNewestKeyFrameAlone() {
        InterleavedReader slow = reader(0);
        slow.play();
        send(0);
        received();
        writable(false);
        send(1, 2, 3);
        now += Duration.ofSeconds(3).toNanos();
        send(4, 5);
        assertThat(received()).isEmpty();

        writable(true);
        send(6);

        assertThat(timestamps(media(received()))).isEqualTo(3);
        assertThat(slow.status().skippedUnits()).isPositive();
        assertThat(counters.of(STREAM).get(Counter.VIEWER_SKIPPED))
                .isEqualTo(slow.status().skippedUnits());
    }

    @Test
    void aReaderThatWaitsForARareKeyFrameWithAnEmptySocketIsNotTooSlow() {
        InterleavedReader slow = reader(0);
        slow.play();
        send(0);
        received();
        writable(false);
        send(1);
        now += Duration.ofSeconds(11).toNanos();
        send(2);
        writable(true);
        for (int dependent : new int[] {3, 5, 6, 7, 9}) {
            now += Duration.ofSeconds(8).toNanos();
            send(dependent);
        }
        assertThat(received()).isEmpty();
        assertThat(ends).isEmpty();

        send(12);

        assertThat(timestamps(media(received()))).isEqualTo(1);
        assertThat(ends).isEmpty();
    }

    @Test
    void aPausedReaderGetsNothingAndGoesOnAtAKeyFrame() {
        InterleavedReader reader = reader(0);
        reader.play();
        send(0, 1);
        received();
        reader.pause();
        send(2, 3, 4, 5);
        assertThat(received()).isEmpty();

        assertThat(reader.play()).hasSize(1);

        assertThat(timestamps(media(received()))).isEqualTo(2);
    }

    @Test
    void theEndOfTheStreamSaysGoodbyeAWhileAfterTheLastUnit() {
        reader(0).play();
        send(0);
        received();

        camera.tryEmitComplete();
        assertThat(received()).isEmpty();
        clock.advanceTimeBy(MountFeed.GOODBYE_AFTER);

        List<WirePackets> last = received();
        assertThat(last).hasSize(1);
        assertThat(last.get(0).packet().array()).contains(GOODBYE);
        assertThat(ends).containsExactly(EndReason.STREAM_ENDED);
    }

    @Test
    void aReaderThatWaitsIsToldGoodbyeAndNotGivenTheStreamThatComesNext(TestPool pool) {
        send(1, 2);
        reader(0).play();
        assertThat(received()).isEmpty();

        camera.tryEmitNext(keyFrameBesideSound(pool));

        List<WirePackets> last = received();
        assertThat(media(last)).isEmpty();
        assertThat(last).hasSize(1);
        assertThat(last.get(0).packet().array()).contains(GOODBYE);
        assertThat(ends).containsExactly(EndReason.STREAM_CHANGED);
    }

    private AccessUnit keyFrameBesideSound(TestPool pool) {
        Track video = units.setup().tracks().get(0);
        Track sound = new Track(1, Codec.PCMA, 8_000, List.of(), new TrackFormat.Audio(8_000, 1));
        StreamSetup both = StreamSetup.of(STREAM, Pacing.LIVE, video, sound);
        try (AccessUnit key = units.key(4)) {
            FrameBuffer buffer = Objects.requireNonNull(pool.share(STREAM).tryAcquire(key.size()));
            buffer.bytes().put(key.bytes());
            return AccessUnit.of(
                    buffer,
                    AccessUnitHeader.builder(both, video)
                            .times(key.pts(), key.pts())
                            .keyFrame(true)
                            .build());
        }
    }

    @Test
    void whoIsToldThatTheTracksChangedFindsTheNewOnesOffered(TestPool pool) {
        MountSetup before = setup();
        List<MountSetup> found = new ArrayList<>();
        mount.listen(before, reason -> found.add(setup()));

        camera.tryEmitNext(keyFrameBesideSound(pool));

        assertThat(found).containsExactly(setup()).doesNotContain(before);
        assertThat(mount.isPast(before)).isTrue();
    }

    @Test
    void readersOfAStreamThatTurnsIntoNothingThatRtpCarriesAreLetGo() {
        mount.listen(setup(), ends::add);
        Track sound = new Track(
                0,
                Codec.AAC,
                44_100,
                List.of(Bytes.copyOf(new byte[1])),
                new TrackFormat.Unknown());

        camera.tryEmitNext(StreamSetup.of(STREAM, Pacing.LIVE, sound));

        assertThat(ends).containsExactly(EndReason.STREAM_CHANGED);
        assertThat(counters.of(STREAM).get(Counter.TRACKS_SET_ASIDE)).isEqualTo(1);
        assertThat(mount.setAside()).hasSize(1);
        assertThat(mount.currentSetup()).isNull();
    }

    private MountSetup setup() {
        return Objects.requireNonNull(mount.currentSetup());
    }

    private InterleavedReader reader(int rtpChannel) {
        InterleavedReader reader =
                mount.interleaved(setup(), channel, new int[] {rtpChannel}, ends::add);
        readers.add(reader);
        return reader;
    }

    /** Every fourth unit is a key frame. */
    private void send(int... numbers) {
        for (int number : numbers) {
            camera.tryEmitNext(number % 4 == 0 ? units.key(number) : units.dependent(number));
            channel.runPendingTasks();
        }
    }

    private void writable(boolean value) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, value);
    }

    private List<WirePackets> received() {
        return received(channel);
    }

    private static List<WirePackets> received(EmbeddedChannel from) {
        from.runPendingTasks();
        List<WirePackets> packets = new ArrayList<>();
        for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
            packets.addAll(WirePackets.of(part));
        }
        return packets;
    }

    private static List<WirePackets> media(List<WirePackets> packets) {
        return packets.stream().filter(packet -> packet.channel() % 2 == 0).toList();
    }

    private static long timestamps(List<WirePackets> packets) {
        return packets.stream().map(WirePackets::timestamp).distinct().count();
    }
}
