package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtp.OutgoingTrack;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.OutgoingDescription;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.rtsp.AnnouncedSession;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@NoFrameLeaks
class PublicationMediaTest {
    private static final StreamId STREAM = StreamId.of("live");
    private static final int RECEIVER_REPORT = 201;

    private final Counters counters = new Counters();
    private final List<String> seen = new ArrayList<>();
    private final List<StreamSetup> setups = new ArrayList<>();
    private final List<RtspException> ends = new ArrayList<>();
    private final List<ByteBuffer> reports = new ArrayList<>();
    private TestUnits units;
    private PublicationPoint point;
    private PublicationMedia media;
    private OutgoingTrack track;
    private long now = System.nanoTime();

    @BeforeEach
    void record(TestPool pool) {
        units = TestUnits.live(pool.share(STREAM)).withUnitBytes(3_000);
        point = new PublicationPoint(PublicationConfig.of("live").with(copy -> {
            copy.pool = pool.encoded();
            copy.guaranteedBytes = 0;
            copy.counters = counters;
        }));
        media = media();
        track = track(1);
    }

    @AfterEach
    void stop() {
        media.close();
    }

    @Test
    void whatIsPublishedArrivesWithItsSetupFirst() {
        Disposable watching = subscribe();

        send(4, 5, 6, 7, 8);

        // A unit is complete with the marker of its last packet.
        assertThat(seen).containsExactly("setup", "K4", "P5", "P6", "P7", "K8");
        assertThat(setups).hasSize(1);
        assertThat(setups.get(0).discontinuity()).isFalse();
        watching.dispose();
    }

    @Test
    void withoutASubscriberNothingIsKept() {
        send(4, 5, 6, 7);

        assertThat(seen).isEmpty();
        assertThat(ends).isEmpty();
    }

    @Test
    void whoSubscribesInTheMiddleGetsTheSetupAndBeginsAtAKeyFrame() {
        send(4, 5);
        Disposable watching = subscribe();

        send(6, 7, 8, 9);

        assertThat(seen).containsExactly("setup", "K8", "P9");
        assertThat(counters.of(STREAM).get(Counter.GATE_DROPPED)).isEqualTo(2);
        watching.dispose();
    }

    @Test
    void thereIsOneSubscriberAtATimeAndItsPlaceIsFreeWhenItHasGone() {
        Disposable first = subscribe();

        StepVerifier.create(point.frames()).verifyError(IllegalStateException.class);

        first.dispose();
        Disposable second = subscribe();
        send(4);
        assertThat(seen).containsExactly("setup", "K4");
        second.dispose();
    }

    @Test
    void anotherPublisherGoesOnAfterAFlaggedSetupWithLaterTimes() {
        List<Long> times = new ArrayList<>();
        List<Boolean> flags = new ArrayList<>();
        Disposable watching = point.frames().subscribe(frame -> {
            if (frame instanceof AccessUnit unit) {
                times.add(unit.pts());
            } else {
                flags.add(frame.setup().discontinuity());
            }
            seen.add(TestUnits.close(frame));
        });
        send(4, 5);
        media.close();

        media = media();
        track = track(2);
        send(5, 6, 8, 9);

        assertThat(seen).containsExactly("setup", "K4", "P5", "setup", "K8", "P9");
        assertThat(flags).containsExactly(false, true);
        assertThat(times).isSorted().doesNotHaveDuplicates();
        watching.dispose();
    }

    @Test
    void aPublisherThatSendsNothingIsEndedWithAReason() {
        now = media.wakeNanos();
        while (ends.isEmpty()) {
            media.onTime(now);
            now = Math.max(now + 1, media.wakeNanos());
        }

        assertThat(ends.get(0)).isInstanceOf(RtspTimeoutException.class);
        assertThat(ends.get(0)).hasMessageContaining("no packet came within 10000 ms");
    }

    @Test
    void aPublisherThatStopsSendingIsEndedWithAReason() {
        send(4, 5);

        now += Duration.ofSeconds(9).toNanos();
        media.onTime(now);
        assertThat(ends).isEmpty();
        now += Duration.ofSeconds(2).toNanos();
        media.onTime(now);

        assertThat(ends).hasSize(1);
        assertThat(ends.get(0)).hasMessageContaining("no packet for 10000 ms");
        assertThat(counters.of(STREAM).get(Counter.STALLS)).isEqualTo(1);
    }

    @Test
    void aGoodbyeEndsIt() {
        send(4, 5);
        ByteBuffer goodbye = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
        track.writeGoodbye(goodbye, "name", 0);

        media.interleaved(1, goodbye.flip(), now);

        assertThat(ends).hasSize(1);
        assertThat(ends.get(0)).isInstanceOf(RtspConnectionException.class);
    }

    @Test
    void reportsGoBackToThePublisher() {
        send(4, 5);
        while (reports.isEmpty()) {
            now = media.wakeNanos();
            media.onTime(now);
        }

        assertThat(reports.get(0).get(1) & 0xFF).isEqualTo(RECEIVER_REPORT);
        assertThat(reports.get(0).getInt(8)).isEqualTo(1);
    }

    @Test
    void whatComesInChannelsOfNoTrackIsLeftAlone() {
        media.interleaved(7, ByteBuffer.wrap(new byte[20]), now);
        media.interleaved(0, ByteBuffer.wrap(new byte[3]), now);

        assertThat(seen).isEmpty();
        assertThat(counters.of(STREAM).get(Counter.PACKETS_MALFORMED)).isEqualTo(1);
    }

    private PublicationMedia media() {
        SessionDescription described = SessionDescription.parse(
                OutgoingDescription.of("live", units.setup()).print());
        List<TrackReady> tracks = AnnouncedSession.of(described, TrackSelection.all(), "test")
                .tracks(List.of(TransportHeader.interleaved(0)));
        return new PublicationMedia(point, tracks, "127.0.0.1:5000", new Owner(), now);
    }

    private OutgoingTrack track(int ssrc) {
        return OutgoingTrack.of(units.setup().tracks().get(0), 96, ssrc, 65_530, 77, 1_000);
    }

    /** Every fourth unit is a key frame. */
    private void send(int... numbers) {
        for (int number : numbers) {
            try (AccessUnit unit = number % 4 == 0 ? units.key(number) : units.dependent(number)) {
                track.packetize(unit, packet -> media.interleaved(0, packet, now));
            }
        }
    }

    private Disposable subscribe() {
        return point.frames().subscribe((EncodedFrame frame) -> seen.add(TestUnits.close(frame)));
    }

    private final class Owner implements PublicationMedia.Owner {
        @Override
        public void onSetup(StreamSetup setup) {
            setups.add(setup);
        }

        @Override
        public void report(int index, ByteBuffer compound) {
            reports.add(compound);
        }

        @Override
        public void onEnd(RtspException reason) {
            ends.add(reason);
        }
    }
}
