package reactor.valkka.media.rtp;

import org.junit.jupiter.api.Assertions;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One incoming track of any payload format with all that it needs; no slot is open at its end. */
final class Reception implements AutoCloseable {
    private static final StreamId STREAM = StreamId.of("cam");

    final IncomingTrack track;
    Depacketizer depacketizer;
    final List<EncodedFrame> frames = new ArrayList<>();
    private final StreamCounters counters = new Counters().of(STREAM);
    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).checking(true).build();
    private final PoolShare share = pool.share(STREAM, 0);
    private final int clockRateHz;
    private long arrivalNanos;

    Reception(String encoding, int clockRateHz, int channels, String parameters) {
        this(new PayloadFormat(
                encoding, clockRateHz, channels, FormatParameters.parse(parameters)));
    }

    Reception(PayloadFormat format) {
        clockRateHz = format.clockRateHz();
        StreamTracks tracks = new StreamTracks(STREAM, Pacing.LIVE, 1, frames::add);
        TrackContext context = new TrackContext(0, tracks, share, counters, frames::add);
        IncomingTrack made = IncomingTracks.of(context, format);
        if (made == null) {
            throw new AssertionError("Not read: " + format);
        }
        track = made;
        depacketizer = begin();
    }

    Depacketizer begin() {
        depacketizer =
                track.from(new RtpTimeline(clockRateHz), new SequenceTracker(), new ArrivalClock());
        return depacketizer;
    }

    /** Takes packets, one a millisecond. */
    Reception receive(List<ByteBuffer> packets) {
        packets.forEach(packet -> depacketizer.packet(packet, arrivalNanos += 1_000_000));
        return this;
    }

    StreamCounters counters() {
        return counters;
    }

    Reception flush() {
        depacketizer.flush(arrivalNanos);
        return this;
    }

    List<AccessUnit> units() {
        return frames.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    List<StreamSetup> setups() {
        return frames.stream()
                .filter(StreamSetup.class::isInstance)
                .map(StreamSetup.class::cast)
                .toList();
    }

    /** The only track as the last setup has it. */
    Track described() {
        List<StreamSetup> all = setups();
        return all.get(all.size() - 1).tracks().get(0);
    }

    List<ByteBuffer> contents() {
        return units().stream().map(AccessUnit::bytes).toList();
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        frames.forEach(EncodedFrame::close);
        track.close();
        Assertions.assertEquals(0, pool.openSlots(), pool::openSlotsReport);
        share.close();
        pool.dispose();
    }

    /** A packet with a payload. */
    static ByteBuffer packet(int number, int timestamp, boolean marker, int... payload) {
        ByteBuffer packet = ByteBuffer.allocate(RtpPacket.HEADER_BYTES + payload.length);
        RtpPacket.putHeader(packet, marker, 96, number, timestamp, 1);
        for (int value : payload) {
            packet.put((byte) value);
        }
        return packet.flip();
    }

    /** Packets of units, one every so many ticks. */
    static List<ByteBuffer> packets(Packetizer packetizer, List<ByteBuffer> units, int ticks) {
        List<ByteBuffer> packets = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            packetizer.packetize(
                    units.get(i), i * ticks, packet -> packets.add(RtpAssembly.copy(packet)));
        }
        return packets;
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
