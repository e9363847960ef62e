package reactor.valkka.media.rtp;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A depacketizer with all that it needs, and the packets of a clip as a camera would send them. */
final class RtpAssembly implements AutoCloseable {
    private static final long NANOS_PER_TICK = 1_000_000_000L / Clip.CLOCK_RATE_HZ;

    final Assembly assembly;
    final Depacketizer depacketizer;
    private long arrivalNanos;

    /** Of H.264. */
    RtpAssembly() {
        this(Codec.H264);
    }

    /** Of either codec. */
    private RtpAssembly(Codec codec) {
        assembly = new Assembly(codec);
        depacketizer = codec == Codec.H264 ? h264() : h265();
    }

    private Depacketizer h264() {
        return new H264Depacketizer(
                assembly.builder,
                new RtpTimeline(Clip.CLOCK_RATE_HZ),
                new SequenceTracker(),
                new ArrivalClock(),
                assembly.counters);
    }

    private Depacketizer h265() {
        return new H265Depacketizer(
                assembly.builder,
                new RtpTimeline(Clip.CLOCK_RATE_HZ),
                new SequenceTracker(),
                new ArrivalClock(),
                assembly.counters);
    }

    static RtpAssembly of(Codec codec) {
        return new RtpAssembly(codec);
    }

    /** Takes packets; time passes with the timestamps. */
    RtpAssembly receive(List<ByteBuffer> packets) {
        for (ByteBuffer packet : packets) {
            arrivalNanos = Math.max(
                    arrivalNanos,
                    Integer.toUnsignedLong(RtpPacket.timestamp(packet)) * NANOS_PER_TICK);
            depacketizer.packet(packet, arrivalNanos);
        }
        return this;
    }

    RtpAssembly flush() {
        depacketizer.flush(arrivalNanos);
        return this;
    }

    List<AccessUnit> units() {
        return assembly.units();
    }

    List<ByteBuffer> contents() {
        return units().stream().map(AccessUnit::bytes).toList();
    }

    /** Packets of a whole clip, parameter sets before each key frame. */
    static List<ByteBuffer> packets(Clip clip, int payloadBytesMax, boolean aggregates) {
        List<ByteBuffer> packets = new ArrayList<>();
        NalPacketizer packetizer = clip.codec() == Codec.H264
                ? new H264Packetizer(96, 0x1234, 65_500, payloadBytesMax, aggregates)
                : new H265Packetizer(96, 0x1234, 65_500, payloadBytesMax, aggregates);
        try (Assembly source = new Assembly(clip.codec()).play(clip)) {
            for (AccessUnit unit : source.units()) {
                StreamSetup setup = unit.setup();
                List<Bytes> sets =
                        unit.isKeyFrame() ? setup.tracks().get(0).parameterSets() : List.of();
                packetizer.packetize(
                        unit.bytes(), sets, (int) unit.pts(), packet -> packets.add(copy(packet)));
            }
        }
        return packets;
    }

    static ByteBuffer copy(ByteBuffer packet) {
        return ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
    }

    @Override
    public void close() {
        assembly.close();
    }

    private static final class ArrivalClock implements CaptureClock {
        @Override
        public long capturedNanos(long pts, long arrivalNanos) {
            return arrivalNanos;
        }

        @Override
        public CaptureOrigin origin() {
            return CaptureOrigin.ARRIVAL;
        }
    }
}
