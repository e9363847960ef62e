package reactor.valkka.doctor;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.rtsp.WireListener.Direction;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What a doctor observes, at times that a test chooses: seconds since the connection was made. */
final class FakeStream {

    static final String SDP = """
            v=0
            o=- 1 1 IN IP4 10.0.0.7
            s=Media
            t=0 0
            m=video 0 RTP/AVP 96
            b=AS:100
            a=rtpmap:96 H264/90000
            a=fmtp:96 sprop-parameter-sets=Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==,aMuDyyA=
            """;

    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int SSRC = 7;

    private final StreamSetup setup = TestUnits.setup(StreamId.of("cam"), Pacing.LIVE);
    private final DialogueNotes dialogue = new DialogueNotes();
    private final Observer observer = new Observer(dialogue);
    private final Counters counters = new Counters();
    private final PoolShare share;
    private int sequence;

    FakeStream(TestPool pool) {
        share = pool.share(StreamId.of("cam"));
        observer.connected("cam", 0);
        observer.message(
                Direction.SENT,
                RtspRequest.of(RtspMethod.DESCRIBE, "rtsp://cam/").header("CSeq", "1"),
                0);
        observer.message(
                Direction.RECEIVED,
                RtspResponse.of(200)
                        .header("CSeq", "1")
                        .header("Content-Type", "application/sdp")
                        .withBody(SDP.getBytes(StandardCharsets.UTF_8)),
                0);
        observer.frame(setup);
    }

    /** The camera lists these methods. */
    FakeStream listing(String methods) {
        observer.message(
                Direction.RECEIVED,
                RtspResponse.of(200).header("CSeq", "2").header("Public", methods),
                0);
        return this;
    }

    /** So many packets never came. */
    FakeStream lost(int packets) {
        return counted(Counter.PACKETS_LOST, packets);
    }

    /** The source counted something. */
    FakeStream counted(Counter counter, int times) {
        counters.of(StreamId.of("cam")).add(counter, times);
        return this;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private static long ticks(double seconds) {
        return Math.round(seconds * CLOCK_RATE_HZ);
    }

    /** A unit that is to be shown at a time and comes at another. */
    FakeStream unit(double at, double arrival, boolean key, int bytes) {
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(bytes));
        buffer.bytes().putInt(bytes - 4).put((byte) (key ? 0x65 : 0x41)).position(bytes);
        AccessUnitHeader header = AccessUnitHeader.builder(setup, setup.tracks().get(0))
                .times(ticks(at), ticks(arrival))
                .arrivalNanos(nanos(arrival))
                .keyFrame(key)
                .build();
        try (AccessUnit unit = AccessUnit.of(buffer, header)) {
            observer.frame(unit);
        }
        return this;
    }

    /** A unit of 200 bytes that comes as it is to be shown. */
    FakeStream unit(double at, boolean key) {
        return unit(at, at, key, 200);
    }

    /** 25 units a second with a key frame each second. */
    FakeStream units(double from, double to) {
        for (int i = 0; from + i * 0.04 < to; i++) {
            unit(from + i * 0.04, i % 25 == 0);
        }
        return this;
    }

    FakeStream packet(double at, double arrival, boolean marker, int ssrc, int type) {
        ByteBuffer packet = ByteBuffer.allocate(100);
        RtpPacket.putHeader(packet, marker, type, sequence++ & 0xFFFF, (int) ticks(at), ssrc);
        packet.put((byte) 0x41);
        observer.rtp(0, packet.position(0), nanos(arrival));
        return this;
    }

    FakeStream packet(double at, double arrival, boolean marker) {
        return packet(at, arrival, marker, SSRC, 96);
    }

    /** Two packets a picture, the last one marked. */
    FakeStream packets(double from, double to) {
        for (double at = from; at < to; at += 0.04) {
            packet(at, at, false).packet(at, at, true);
        }
        return this;
    }

    FakeStream garbage(int bytes) {
        observer.garbage(bytes, 0);
        return this;
    }

    /** A sender report that claims a time so many seconds ahead of ours. */
    FakeStream report(double ahead) {
        long now = System.currentTimeMillis() * 1_000_000 + nanos(ahead);
        ByteBuffer packet = ByteBuffer.allocate(28);
        new SenderReport(SSRC, SenderReport.ntpTimestamp(now), 0, 0, 0).write(packet);
        observer.rtcp(Direction.RECEIVED, 0, packet.flip(), System.nanoTime());
        return this;
    }

    Examination examination() {
        Observation look =
                Observation.of(RtspTransport.TCP, observer, counters, StreamId.of("cam"));
        return new Examination(
                RtspUri.parse("rtsp://cam/"),
                null,
                false,
                dialogue,
                look,
                List.of(look),
                KeepAliveTrial.Outcome.NOT_TRIED,
                -1,
                0);
    }

    List<Finding> findings() {
        return StreamChecks.of(examination());
    }
}
