package reactor.valkka.media.mp4;

import static reactor.valkka.media.mp4.Mp4Boxes.type;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;

import java.util.List;

/**
 * Writes {@code moof} and the header of {@code mdat} for a run of access units. Reusable.
 *
 * <pre>
 *  moof
 *    mfhd   sequence number
 *    traf
 *      tfhd   track, offsets count from moof
 *      tfdt   decoding time of the first unit, 64 bits
 *      trun   for each unit: duration, size, flags, composition offset
 *  mdat     the units
 * </pre>
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §8.8.4 to §8.8.8, §8.8.12, §8.8.3.1 (sample flags), §8.6.4.3
 * (dependencies).
 */
final class FragmentHeader {
    private static final int FIXED_BYTES = 96;
    private static final int UNIT_BYTES = 16;
    private static final int MDAT_HEADER_BYTES = 8;
    private static final int USUAL_UNITS = 8;
    private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
    private static final int OFFSET_DURATION_SIZE_FLAGS_COMPOSITION = 0x000F01;
    private static final int DEPENDS_ON_NONE = 2 << 24;
    private static final int DEPENDS_ON_OTHERS = 1 << 24;
    private static final int NOT_DEPENDED_ON = 2 << 22;
    private static final int NOT_SYNC = 1 << 16;

    private Mp4Boxes boxes = new Mp4Boxes(FIXED_BYTES + UNIT_BYTES * USUAL_UNITS);

    /**
     * Writes the header of one fragment.
     *
     * @param shiftTicks added to all times
     * @param lastDurationTicks of the last unit; that of the others follows from their times
     */
    Bytes write(
            int sequenceNumber, List<AccessUnit> units, long shiftTicks, long lastDurationTicks) {
        int bytes = FIXED_BYTES + UNIT_BYTES * units.size();
        if (bytes > boxes.capacity()) {
            boxes = new Mp4Boxes(bytes);
        }
        AccessUnit first = units.get(0);
        boxes.clear().begin(type("moof"));
        boxes.begin(type("mfhd"), 0, 0).u32(sequenceNumber).end();
        boxes.begin(type("traf"));
        boxes.begin(type("tfhd"), 0, DEFAULT_BASE_IS_MOOF)
                .u32(first.track().index() + 1)
                .end();
        boxes.begin(type("tfdt"), 1, 0).u64(first.dts() + shiftTicks).end();
        boxes.begin(type("trun"), 1, OFFSET_DURATION_SIZE_FLAGS_COMPOSITION).u32(units.size());
        boxes.u32(boxes.length() + Integer.BYTES + UNIT_BYTES * units.size() + MDAT_HEADER_BYTES);
        long mediaBytes = 0;
        for (int i = 0; i < units.size(); i++) {
            AccessUnit unit = units.get(i);
            long duration =
                    i + 1 < units.size() ? units.get(i + 1).dts() - unit.dts() : lastDurationTicks;
            boxes.u32((int) duration).u32(unit.size()).u32(flags(unit.header())).u32((int)
                    (unit.pts() - unit.dts()));
            mediaBytes += unit.size();
        }
        boxes.end().end().end();
        boxes.u32(Math.toIntExact(mediaBytes + MDAT_HEADER_BYTES)).u32(type("mdat"));
        return boxes.toBytes();
    }

    private static int flags(AccessUnitHeader unit) {
        int depends = unit.keyFrame() ? DEPENDS_ON_NONE : DEPENDS_ON_OTHERS | NOT_SYNC;
        return unit.disposable() ? depends | NOT_DEPENDED_ON : depends;
    }
}
