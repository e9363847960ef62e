package reactor.valkka.fuzz;

import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtp.CaptureClock;
import reactor.valkka.media.rtp.Depacketizer;
import reactor.valkka.media.rtp.FormatParameters;
import reactor.valkka.media.rtp.IncomingTrack;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.rtp.PayloadFormat;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpTimeline;
import reactor.valkka.media.rtp.SequenceTracker;
import reactor.valkka.media.rtp.StreamTracks;
import reactor.valkka.media.rtp.TrackContext;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;

/**
 * A payload format, from packets to units. An input is a run of packets, each a byte of flags, a
 * byte of length and a payload:
 *
 * <pre>
 *  | marker (1) | next timestamp (1) | foreign (1) | new source (1) | numbers skipped (4) |
 * </pre>
 *
 * <p>Units come in order of decoding, up to an announced discontinuity, and no slot is open at the
 * end. There are few sources, as one prevails over another only after seconds.
 */
final class DepacketizerTarget implements FuzzTarget {
    private static final StreamId STREAM = StreamId.of("fuzz");
    private static final int POOL_BYTES = 1 << 20;
    private static final int LENGTH_UNIT = 4;
    private static final int TICKS = 3_000;
    private static final int SOURCES_MAX = 16;
    private static final long NANOS_PER_PACKET = 50_000_000;

    private final FramePool pool =
            FramePool.builder("fuzz").capacityBytes(POOL_BYTES).build();
    private final PoolShare share = pool.share(STREAM, 0);
    private final StreamCounters counters = new Counters().of(STREAM);
    private final PayloadFormat format;
    private long lastDts;

    DepacketizerTarget(String encoding, int clockRateHz, String parameters) {
        format = new PayloadFormat(encoding, clockRateHz, 1, FormatParameters.parse(parameters));
    }

    @Override
    public void run(byte[] input) {
        lastDts = Long.MIN_VALUE;
        StreamTracks tracks = new StreamTracks(STREAM, Pacing.LIVE, 1, this::take);
        TrackContext context = new TrackContext(0, tracks, share, counters, this::take);
        IncomingTrack track = IncomingTracks.of(context, format);
        if (track == null) {
            return;
        }
        try {
            receive(track, new Inputs(input));
        } finally {
            track.close();
        }
        if (pool.openSlots() != 0) {
            throw new IllegalStateException(pool.openSlotsReport());
        }
    }

    private void receive(IncomingTrack track, Inputs inputs) {
        Depacketizer depacketizer = begin(track, 0);
        int number = 0;
        int sources = 1;
        int timestamp = 0;
        long now = 0;
        while (inputs.hasMore()) {
            int flags = inputs.next();
            byte[] payload = inputs.next(inputs.next() * LENGTH_UNIT);
            number += 1 + (flags & 0x0F);
            timestamp += (flags & 0x40) == 0 ? 0 : TICKS;
            now += NANOS_PER_PACKET;
            if ((flags & 0x10) != 0 && sources++ < SOURCES_MAX) {
                track.interrupted();
                lastDts = Long.MIN_VALUE;
                depacketizer = begin(track, timestamp);
            }
            ByteBuffer packet = ByteBuffer.allocate(RtpPacket.HEADER_BYTES + payload.length);
            RtpPacket.putHeader(packet, (flags & 0x80) != 0, 96, number, timestamp, 1);
            packet.put(payload).flip();
            if ((flags & 0x20) != 0) {
                depacketizer.foreign(packet);
            } else {
                depacketizer.packet(packet, now);
            }
            if (depacketizer.wakeNanos() <= now) {
                depacketizer.onTime(now);
            }
        }
        depacketizer.flush(now);
    }

    private Depacketizer begin(IncomingTrack track, int firstTicks) {
        return track.from(
                new RtpTimeline(format.clockRateHz(), firstTicks),
                new SequenceTracker(),
                new ArrivalClock());
    }

    private void take(EncodedFrame frame) {
        try (frame) {
            if (frame instanceof StreamSetup setup && setup.discontinuity()) {
                lastDts = Long.MIN_VALUE;
            } else if (frame instanceof AccessUnit unit) {
                if (unit.bytes().remaining() == 0 || unit.dts() > unit.pts()) {
                    throw new IllegalStateException("Not a unit: " + unit);
                }
                if (unit.dts() <= lastDts) {
                    throw new IllegalStateException(unit.dts() + " after " + lastDts);
                }
                lastDts = unit.dts();
            }
        }
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
