package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TransportKind;
import reactor.valkka.test.TestUnits;

import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * All that is done with the packets of a unit between the socket and the outlet: whose they are,
 * the numbers, the times, the order, and the one copy into a slot. Per unit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DepacketizeBenchmark {
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int POOL_BYTES = 8 << 20;
    private static final StreamId STREAM = StreamId.of("cam");

    /** Whose sizes. */
    @Param({"P720", "P1080"})
    public Group group = Group.P720;

    /** How the packets come: datagrams are put in order first. */
    @Param({"TCP", "UDP"})
    public TransportKind transport = TransportKind.TCP;

    private final FramePool pool =
            FramePool.builder("encoded").capacityBytes(POOL_BYTES).build().warmup();
    private GroupPackets packets = new GroupPackets(group);
    private RtpReceiver receiver = receiver();
    private long units;

    /** Makes the packets and begins to receive. */
    @Setup
    public void begin() {
        packets = new GroupPackets(group);
        receiver.close();
        receiver = receiver();
    }

    private RtpReceiver receiver() {
        RtpReceiver.Target target = new RtpReceiver.Target(
                STREAM,
                pool.share(STREAM, 0),
                new Counters().of(STREAM),
                0,
                false,
                ReceiverOptions.DEFAULT);
        return new RtpReceiver(target, List.of(track()), 1, this::take);
    }

    private TrackReady track() {
        String sets = TestUnits.setup(STREAM, Pacing.LIVE).tracks().get(0).parameterSets().stream()
                .map(Bytes::toArray)
                .map(Base64.getEncoder()::encodeToString)
                .collect(Collectors.joining(","));
        String description = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
                + "a=fmtp:96 sprop-parameter-sets=" + sets + "\n";
        MediaDescription media = SessionDescription.parse(description).media().get(0);
        RtpMap map = new RtpMap(GroupPackets.PAYLOAD_TYPE, "H264", CLOCK_RATE_HZ, 1);
        TransportHeader header = TransportHeader.interleaved(0);
        return new TrackReady(0, media, map, Codec.H264, transport, header, header);
    }

    private void take(EncodedFrame frame) {
        try (frame) {
            if (frame instanceof AccessUnit) {
                units++;
            }
        }
    }

    /** Gives everything back. */
    @TearDown
    public void end() {
        receiver.close();
        pool.dispose();
    }

    /** A whole group, packet by packet. */
    @Benchmark
    @OperationsPerInvocation(Group.UNITS)
    public void unit() {
        long before = units;
        for (int i = 0; i < packets.count(); i++) {
            receiver.rtp(0, packets.packet(i), packets.arrivalNanos(i));
        }
        packets.nextRound(packets.count());
        if (units - before != Group.UNITS) {
            throw new IllegalStateException("Of 50 units came " + (units - before));
        }
    }
}
