package reactor.valkka.sink.rtsp;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.spi.Outlet;
import reactor.valkka.test.TestUnits;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A live camera whose units carry numbers: 50 a second, the first of each group is a key frame.
 * They hold no start code and begin as slices do, so that they survive a depacketizer.
 */
final class UnitCamera implements AutoCloseable {
    static final int GROUP = 10;
    static final int PERIOD_MILLIS = 20;

    /**
     * Lasts longer than a test. A reader that falls behind a newer key frame is moved there; in one
     * long group it gets every unit, however late it is.
     */
    static final int LONG_GROUP = 60 * 1_000 / PERIOD_MILLIS;

    /** Room for all of a long group. */
    static final int RING_BYTES = 64 << 20;

    static final Duration RING_TIME = Duration.ofSeconds(60);

    private static final int UNIT_BYTES = 3_000;
    private static final int TICKS = 1_800;
    private static final int NUMBER_AT = 6;
    private static final byte KEY_NAL = 0x65;
    private static final byte DEPENDENT_NAL = 0x61;
    private static final byte FIRST_OF_PICTURE = (byte) 0x88;
    private static final byte FILLING = 0x5A;

    private final PoolShare share;
    private final StreamSetup setup;
    private final int group;
    private final Scheduler scheduler;
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger units = new AtomicInteger();

    /** Every tenth unit is a key frame. */
    UnitCamera(PoolShare share) {
        this(share, GROUP);
    }

    /**
     * @param group units from one key frame to the next
     */
    UnitCamera(PoolShare share, int group) {
        this.share = share;
        this.group = group;
        setup = TestUnits.setup(share.owner(), Pacing.LIVE);
        scheduler = Schedulers.newSingle("camera-" + share.owner(), true);
    }

    Flux<EncodedFrame> frames() {
        return Outlet.flux(Overflow.skipToKeyFrame(64), new Counters(), outlet -> {
            connects.incrementAndGet();
            connected.incrementAndGet();
            outlet.push(setup);
            int[] number = {0};
            var timer = scheduler.schedulePeriodically(
                    () -> {
                        outlet.push(unit(number[0]++));
                        units.incrementAndGet();
                    },
                    0,
                    PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            return () -> {
                connected.decrementAndGet();
                timer.dispose();
            };
        });
    }

    private AccessUnit unit(int number) {
        boolean key = number % group == 0;
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(UNIT_BYTES));
        ByteBuffer bytes = buffer.bytes();
        bytes.putInt(UNIT_BYTES - Integer.BYTES).put(key ? KEY_NAL : DEPENDENT_NAL);
        bytes.put(FIRST_OF_PICTURE);
        for (int shift = 21; shift >= 0; shift -= 7) {
            bytes.put((byte) (0x80 | number >> shift));
        }
        while (bytes.position() < UNIT_BYTES) {
            bytes.put(FILLING);
        }
        long pts = (long) number * TICKS;
        AccessUnitHeader.Builder header = AccessUnitHeader.builder(
                        setup, setup.tracks().get(0))
                .times(pts, pts)
                .durationTicks(TICKS)
                .arrivalNanos(System.nanoTime());
        return AccessUnit.of(buffer, (key ? header.keyFrame(true) : header).build());
    }

    /** The number that a unit of such a camera carries. */
    static int number(AccessUnit unit) {
        ByteBuffer bytes = unit.bytes();
        int number = 0;
        for (int at = NUMBER_AT; at < NUMBER_AT + 4; at++) {
            number = number << 7 | bytes.get(at) & 0x7F;
        }
        return number;
    }

    /** Times that somebody connected. */
    int connects() {
        return connects.get();
    }

    /** Units that it has made, for all who connected. */
    int units() {
        return units.get();
    }

    boolean isConnected() {
        return connected.get() > 0;
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
