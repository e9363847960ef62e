package reactor.valkka.media.mp4;

import static reactor.valkka.media.mp4.Mp4Boxes.type;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

/**
 * Writes {@code ftyp} and {@code moov} of a stream: what a player needs before the first fragment.
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §4.3, §8.2 to §8.8.
 */
final class InitializationSegment {
    private static final int BOXES_BYTES = 1_024;
    private static final int MOVIE_TIMESCALE = 1_000;
    private static final int FIXED_1 = 0x0001_0000;
    private static final int LANGUAGE_UNDETERMINED = 0x55C4;
    private static final int RESOLUTION_72_DPI = 0x0048_0000;
    private static final int COMPRESSOR_NAME_BYTES = 32;
    private static final int DEPTH_COLOR = 24;
    private static final int[] MATRIX = {FIXED_1, 0, 0, 0, FIXED_1, 0, 0, 0, 0x4000_0000};

    private final Track track;
    private final int trackId;
    private final VideoSampleEntry entry;
    private final long skippedTicks;
    private final Mp4Boxes boxes;

    private InitializationSegment(Track track, long skippedTicks) {
        this.track = track;
        this.skippedTicks = skippedTicks;
        trackId = track.index() + 1;
        entry = VideoSampleEntry.of(track);
        boxes = new Mp4Boxes(BOXES_BYTES + entry.configuration().size());
    }

    /**
     * Writes the segment.
     *
     * @param skippedTicks by how much all times are put off so that none is negative; an edit list
     *     takes it back
     */
    static Bytes write(StreamSetup setup, long skippedTicks) {
        InitializationSegment segment =
                new InitializationSegment(Mp4Tracks.videoTrack(setup), skippedTicks);
        segment.fileType();
        segment.movie();
        return segment.boxes.toBytes();
    }

    private void fileType() {
        boxes.begin(type("ftyp"))
                .u32(type("iso5"))
                .u32(512)
                .u32(type("iso5"))
                .u32(type("iso6"))
                .u32(type("mp41"))
                .end();
    }

    private void movie() {
        boxes.begin(type("moov"));
        boxes.begin(type("mvhd"), 0, 0)
                .zeros(8) // creation and modification time
                .u32(MOVIE_TIMESCALE)
                .u32(0) // duration: that of the fragments
                .u32(FIXED_1) // rate
                .u16(0x0100) // volume
                .zeros(10);
        matrix();
        boxes.zeros(24).u32(trackId + 1).end();
        trackBox();
        boxes.begin(type("mvex"));
        boxes.begin(type("trex"), 0, 0)
                .u32(trackId)
                .u32(1) // sample description
                .zeros(12) // duration, size, flags
                .end();
        boxes.end();
        boxes.end();
    }

    private void trackBox() {
        boxes.begin(type("trak"));
        boxes.begin(type("tkhd"), 0, 3) // enabled, in movie
                .zeros(8)
                .u32(trackId)
                .zeros(4)
                .u32(0)
                .zeros(8)
                .zeros(8); // layer, group, volume
        matrix();
        boxes.u32(shownWidth()).u32(entry.height() << 16).end();
        if (skippedTicks > 0) {
            editList();
        }
        media();
        boxes.end();
    }

    /** Width in square pixels, 16.16. */
    private int shownWidth() {
        if (!(track.format() instanceof TrackFormat.Video video)) {
            return entry.width() << 16;
        }
        double aspect = (double) video.sampleAspectWidth() / video.sampleAspectHeight();
        return (int) Math.min(Math.round(entry.width() * aspect), 0xFFFF) << 16;
    }

    /** One edit, without end, that begins where presentation time 0 is in the media. */
    private void editList() {
        boxes.begin(type("edts"));
        boxes.begin(type("elst"), 1, 0)
                .u32(1)
                .u64(0)
                .u64(skippedTicks)
                .u32(FIXED_1)
                .end();
        boxes.end();
    }

    private void media() {
        boxes.begin(type("mdia"));
        boxes.begin(type("mdhd"), 0, 0)
                .zeros(8)
                .u32(track.clockRateHz())
                .u32(0)
                .u16(LANGUAGE_UNDETERMINED)
                .u16(0)
                .end();
        boxes.begin(type("hdlr"), 0, 0)
                .u32(0)
                .u32(type("vide"))
                .zeros(12)
                .text("VideoHandler")
                .end();
        boxes.begin(type("minf"));
        boxes.begin(type("vmhd"), 0, 1).zeros(8).end();
        boxes.begin(type("dinf"));
        boxes.begin(type("dref"), 0, 0).u32(1);
        boxes.begin(type("url "), 0, 1).end(); // in this file
        boxes.end().end();
        sampleTable();
        boxes.end().end();
    }

    private void sampleTable() {
        boxes.begin(type("stbl"));
        boxes.begin(type("stsd"), 0, 0).u32(1);
        sampleEntry();
        boxes.end();
        boxes.begin(type("stts"), 0, 0).u32(0).end();
        boxes.begin(type("stsc"), 0, 0).u32(0).end();
        boxes.begin(type("stsz"), 0, 0).u32(0).u32(0).end();
        boxes.begin(type("stco"), 0, 0).u32(0).end();
        boxes.end();
    }

    private void sampleEntry() {
        boxes.begin(type(entry.type()))
                .zeros(6)
                .u16(1) // data reference
                .zeros(16)
                .u16(entry.width())
                .u16(entry.height())
                .u32(RESOLUTION_72_DPI)
                .u32(RESOLUTION_72_DPI)
                .u32(0)
                .u16(1) // pictures in a sample
                .zeros(COMPRESSOR_NAME_BYTES)
                .u16(DEPTH_COLOR)
                .u16(-1);
        boxes.begin(type(entry.configurationType()))
                .bytes(entry.configuration())
                .end();
        pixelAspect();
        boxes.end();
    }

    private void pixelAspect() {
        int width = entry.sampleAspectWidth();
        int height = entry.sampleAspectHeight();
        if (width != height) {
            boxes.begin(type("pasp")).u32(width).u32(height).end();
        }
    }

    private void matrix() {
        for (int value : MATRIX) {
            boxes.u32(value);
        }
    }
}
