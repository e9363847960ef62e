package reactor.valkka.test;

import reactor.core.publisher.Flux;
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
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes access units with numbers for tests of what need not decode them: one NAL unit with an
 * H.264 header that fits its kind, a slice header for the first slice of a picture, then the
 * number; there is no zero byte in it. The n-th unit is shown at n · 3 600 ticks of 90 kHz: 25
 * units a second.
 *
 * <p><b>Ownership:</b> whoever asks for a unit owns it. <b>Threads:</b> one at a time, as with
 * every share of a pool.
 */
public final class TestUnits {
    /** Ticks from one unit to the next. */
    public static final int TICKS_PER_UNIT = 3_600;

    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int UNIT_BYTES = 200;
    private static final int PREFIX_BYTES = 4;
    private static final int NUMBER_AT = 6;
    private static final int NUMBER_BYTES = 4;
    private static final int SEVEN_BITS = 7;
    private static final int HIGH = 0x80;
    private static final int LOW = 0x7F;
    private static final byte KEY_NAL = 0x65;
    private static final byte DEPENDENT_NAL = 0x61;
    private static final byte DISPOSABLE_NAL = 0x01;

    /** first_mb_in_slice 0, slice_type 7 (I) or 5 (P), PPS 0. */
    private static final byte KEY_SLICE = (byte) 0b1_0001000;

    private static final byte OTHER_SLICE = (byte) 0b1_00110_1_0;

    /** Constrained Baseline, 320×180. */
    private static final String SPS = "6742c00cd901419f9f011000000300100000030320f142a480";

    private static final String PPS = "68cb83cb20";

    private final PoolShare share;
    private final StreamSetup setup;
    private final int unitBytes;

    private TestUnits(PoolShare share, StreamSetup setup, int unitBytes) {
        this.share = share;
        this.setup = setup;
        this.unitBytes = unitBytes;
    }

    /** Units of a camera, named as the share's owner. */
    public static TestUnits live(PoolShare share) {
        return new TestUnits(share, setup(share.owner(), Pacing.LIVE), UNIT_BYTES);
    }

    /** A setup with one H.264 track of 320×180 pixels and valid parameter sets. */
    public static StreamSetup setup(StreamId stream, Pacing pacing) {
        List<Bytes> sets = List.of(bytes(SPS), bytes(PPS));
        TrackFormat format = new TrackFormat.Video(320, 180, 1, 1, 25, 0, 3, 0);
        return StreamSetup.of(
                stream, pacing, new Track(0, Codec.H264, CLOCK_RATE_HZ, sets, format));
    }

    private static Bytes bytes(String hex) {
        return Bytes.copyOf(HexFormat.of().parseHex(hex));
    }

    /** The same, with units of another size than 200 bytes. */
    public TestUnits withUnitBytes(int bytes) {
        if (bytes < NUMBER_AT + NUMBER_BYTES) {
            throw new IllegalArgumentException("A number needs 10 bytes, got " + bytes);
        }
        return new TestUnits(share, setup, bytes);
    }

    /** The setup that governs the units. */
    public StreamSetup setup() {
        return setup;
    }

    /** A unit at which decoding can start. */
    public AccessUnit key(int number) {
        return unit(number, KEY_NAL, header(number).keyFrame(true));
    }

    /** A unit that needs those before it, and is needed by those after it. */
    public AccessUnit dependent(int number) {
        return unit(number, DEPENDENT_NAL, header(number));
    }

    /** A unit that needs those before it; nothing needs it. */
    public AccessUnit disposable(int number) {
        return unit(number, DISPOSABLE_NAL, header(number).disposable(true));
    }

    /** A dependent unit before which a packet was lost. */
    public AccessUnit afterLoss(int number) {
        return unit(number, DEPENDENT_NAL, header(number).lostPackets(1));
    }

    /**
     * The setup, then units from 0 on, every {@code groupSize}-th of which is a key frame. Each is
     * made when it is asked for.
     */
    public Flux<EncodedFrame> frames(int units, int groupSize) {
        return Flux.generate(() -> -1, (number, sink) -> {
            if (number < 0) {
                sink.next(setup);
            } else if (number < units) {
                sink.next(number % groupSize == 0 ? key(number) : dependent(number));
            } else {
                sink.complete();
            }
            return number + 1;
        });
    }

    private AccessUnitHeader.Builder header(int number) {
        long pts = (long) number * TICKS_PER_UNIT;
        return AccessUnitHeader.builder(setup, setup.tracks().get(0))
                .times(pts, pts)
                .durationTicks(TICKS_PER_UNIT)
                .arrivalNanos(System.nanoTime());
    }

    private AccessUnit unit(int number, byte nal, AccessUnitHeader.Builder header) {
        FrameBuffer buffer = share.tryAcquire(unitBytes);
        if (buffer == null) {
            throw new IllegalStateException(
                    "No slot for test unit " + number + ": " + share.pool().stats());
        }
        ByteBuffer bytes = buffer.bytes();
        bytes.putInt(unitBytes - PREFIX_BYTES).put(nal);
        bytes.put(nal == KEY_NAL ? KEY_SLICE : OTHER_SLICE);
        for (int shift = SEVEN_BITS * (NUMBER_BYTES - 1); shift >= 0; shift -= SEVEN_BITS) {
            bytes.put((byte) (HIGH | number >> shift & LOW));
        }
        while (bytes.position() < unitBytes) {
            bytes.put((byte) HIGH);
        }
        return AccessUnit.of(buffer, header.build());
    }

    /**
     * The number in a unit's data.
     *
     * @throws IllegalStateException if the unit is closed, or its data is not that of a test unit
     */
    public static int number(AccessUnit unit) {
        return number(unit.bytes());
    }

    /**
     * The number in what was a unit's data, from the buffer's position on.
     *
     * @throws IllegalStateException if it is not that of a test unit
     */
    public static int number(ByteBuffer bytes) {
        int start = bytes.position();
        byte nal = bytes.get(start + PREFIX_BYTES);
        if (nal != KEY_NAL && nal != DEPENDENT_NAL && nal != DISPOSABLE_NAL) {
            throw new IllegalStateException(
                    "Not a test unit, or overwritten: NAL unit header " + nal);
        }
        int number = 0;
        for (int i = 0; i < NUMBER_BYTES; i++) {
            number = number << SEVEN_BITS | bytes.get(start + NUMBER_AT + i) & LOW;
        }
        return number;
    }

    /**
     * Says what a frame is, in short, and closes it: {@code setup}, {@code K7} for a key frame,
     * {@code P8} for a dependent and {@code B9} for a disposable unit.
     */
    public static String close(EncodedFrame frame) {
        try (frame) {
            return frame instanceof AccessUnit unit ? name(unit) : "setup";
        }
    }

    private static String name(AccessUnit unit) {
        String kind = unit.isKeyFrame() ? "K" : unit.header().disposable() ? "B" : "P";
        return kind + number(unit);
    }
}
