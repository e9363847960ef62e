package reactor.valkka.examples.demo;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one camera's fragmented MP4 as a strict player would, and notes what is wrong with it.
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §8.8.
 */
final class Mp4Watch {
    private static final int BOX_HEADER_BYTES = 8;
    private static final int FULL_BOX_BYTES = 4;
    private static final int TROUBLES_MAX = 3;

    private final List<String> troubles = new ArrayList<>();
    private boolean initialized;
    private boolean resumed;
    private long fragments;
    private long keyFrames;
    private long jumps;
    private long sequence = -1;
    private long decodeTime = -1;
    private long lastNanos;

    /** Takes {@code ftyp moov}; may come again when the camera changes. */
    void initialization(String mime, ByteBuffer segment) {
        if (!mime.startsWith("video/mp4")) {
            trouble("its MIME type is '" + mime + "'");
        }
        if (find(segment, "ftyp") == null || find(segment, "moov", "trak") == null) {
            trouble("its initialization segment lacks ftyp or moov");
        }
        initialized = true;
        resumed = true;
        sequence = -1;
    }

    /** Takes {@code moof mdat}. */
    void media(ByteBuffer fragment, boolean keyFrame, long nanos) {
        ByteBuffer header = find(fragment, "moof", "mfhd");
        ByteBuffer time = find(fragment, "moof", "traf", "tfdt");
        ByteBuffer data = find(fragment, "mdat");
        if (header == null || time == null || data == null || !data.hasRemaining()) {
            trouble("a fragment lacks mfhd, tfdt or mdat");
            return;
        }
        if (!initialized) {
            trouble("media came before the initialization segment");
        }
        checkSequence(header.getInt(FULL_BOX_BYTES) & 0xFFFF_FFFFL, keyFrame);
        checkTime(time);
        fragments++;
        keyFrames += keyFrame ? 1 : 0;
        lastNanos = nanos;
        resumed = false;
    }

    private void checkSequence(long number, boolean keyFrame) {
        boolean follows = sequence >= 0 && number == sequence + 1;
        if (!follows && !keyFrame) {
            trouble("fragment " + number + " came after " + sequence + " and is no key frame");
        } else if (!follows && sequence >= 0) {
            jumps++;
        }
        sequence = number;
    }

    private void checkTime(ByteBuffer tfdt) {
        boolean longTime = tfdt.get(0) == 1;
        long time = longTime
                ? tfdt.getLong(FULL_BOX_BYTES)
                : tfdt.getInt(FULL_BOX_BYTES) & 0xFFFF_FFFFL;
        if (time <= decodeTime && !resumed) {
            trouble("decoding time went from " + decodeTime + " to " + time);
        }
        decodeTime = time;
    }

    /** The content of the first box at a path of types, or null if there is none. */
    private static @Nullable ByteBuffer find(ByteBuffer boxes, String... path) {
        ByteBuffer inside = boxes.slice();
        for (String type : path) {
            ByteBuffer found = child(inside, type);
            if (found == null) {
                return null;
            }
            inside = found;
        }
        return inside;
    }

    private static @Nullable ByteBuffer child(ByteBuffer boxes, String type) {
        int at = 0;
        while (at + BOX_HEADER_BYTES <= boxes.limit()) {
            int bytes = boxes.getInt(at);
            if (bytes < BOX_HEADER_BYTES || at + bytes > boxes.limit()) {
                return null;
            }
            byte[] name = new byte[4];
            boxes.get(at + 4, name);
            if (new String(name, StandardCharsets.US_ASCII).equals(type)) {
                return boxes.slice(at + BOX_HEADER_BYTES, bytes - BOX_HEADER_BYTES);
            }
            at += bytes;
        }
        return null;
    }

    private void trouble(String what) {
        if (troubles.size() < TROUBLES_MAX) {
            troubles.add(what);
        }
    }

    /** Fragments so far. */
    long fragments() {
        return fragments;
    }

    /** Fragments that start at a key frame. */
    long keyFrames() {
        return keyFrames;
    }

    /** Times that fragments were left out, up to a key frame. */
    long jumps() {
        return jumps;
    }

    /** When the last fragment came, on the clock of {@link System#nanoTime()}. */
    long lastNanos() {
        return lastNanos;
    }

    /** What was wrong, the first of it. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }
}
