package reactor.valkka.benchmarks.fanout;

import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.test.SendStamp;

import java.nio.ByteBuffer;

/**
 * Looks at the packets of one reader: are sequence numbers missing, and how long was each unit on
 * its way from the camera. Reads the header, and the first bytes of a unit, where the camera's
 * stamp stands.
 */
final class PacketCheck {

    /** Bytes of a packet that it wants to see at least, if there are so many. */
    static final int BYTES_SEEN = 160;

    private static final int AGGREGATE = 24; // STAP-A
    private static final int FRAGMENT = 28; // FU-A
    private static final int HEADER_BYTES = 12;
    private static final int MARKER = 0x80;
    private static final int SEQUENCE_MASK = 0xFFFF;
    private static final int LATE = 0x8000;

    private final Tally tally;
    private int expected = -1;
    private boolean ends = true;
    private boolean isWhole = true;
    private boolean isStamped;
    private long sentNanos = SendStamp.NONE;
    private int jumps;

    PacketCheck(Tally tally) {
        this.tally = tally;
    }

    /**
     * Takes the next packet, which may not have come as a whole.
     *
     * @param data of which {@code seen} bytes from {@code at} on are the packet's first
     * @param length of the whole packet
     */
    void begin(ByteBuffer data, int at, int seen, int length) {
        tally.packets++;
        tally.bytes += length;
        if (seen < HEADER_BYTES) {
            return;
        }
        boolean jumped = follow(data.getShort(at + 2) & SEQUENCE_MASK);
        if (jumped) {
            jumps++;
            tally.jumps++;
            tally.jumpsAmiss += isKeyFrameStart(data, at + HEADER_BYTES, at + seen) ? 0 : 1;
        }
        if (ends || jumped) {
            isStamped = false;
        }
        ends = (data.get(at + 1) & MARKER) != 0;
        isWhole = false;
        if (!isStamped) {
            findStamp(data, at + HEADER_BYTES, at + seen);
        }
    }

    /**
     * The packet is here as a whole.
     *
     * @param now when it was read, on the clock of the stamps
     * @return whether a unit ends with it
     */
    boolean end(long now) {
        if (ends && isStamped && !isWhole) {
            tally.delays.add(now - sentNanos);
        }
        isWhole = true;
        return ends;
    }

    /** Says whether packets are missing in front of this one. */
    private boolean follow(int sequenceNumber) {
        int ahead = expected < 0 ? 0 : sequenceNumber - expected & SEQUENCE_MASK;
        if (ahead >= LATE) {
            tally.lost--; // it was taken for lost when a later one came
            return false;
        }
        tally.lost += ahead;
        expected = sequenceNumber + 1 & SEQUENCE_MASK;
        return ahead > 0;
    }

    /** Whether a key frame begins with this payload: its parameter sets, or the picture itself. */
    private static boolean isKeyFrameStart(ByteBuffer data, int from, int to) {
        int type = from < to ? H264Nal.type(data.get(from)) : -1;
        if (type == FRAGMENT && from + 1 < to) {
            int header = data.get(from + 1);
            return header < 0 && H264Nal.type(header) == H264Nal.IDR_SLICE; // the first bit: start
        }
        if (type != AGGREGATE) {
            return type == H264Nal.SPS || type == H264Nal.IDR_SLICE;
        }
        int at = from + 1;
        while (at + Short.BYTES < to) {
            int inner = H264Nal.type(data.get(at + Short.BYTES));
            if (inner == H264Nal.SPS || inner == H264Nal.IDR_SLICE) {
                return true;
            }
            at += Short.BYTES + (data.getShort(at) & SEQUENCE_MASK);
        }
        return false;
    }

    private void findStamp(ByteBuffer data, int from, int to) {
        int type = from < to ? H264Nal.type(data.get(from)) : -1;
        if (type == H264Nal.SEI) {
            stamp(data, from, to);
        } else if (type == AGGREGATE) {
            int at = from + 1;
            while (at + Short.BYTES < to && !isStamped) {
                int length = data.getShort(at) & SEQUENCE_MASK;
                stamp(data, at + Short.BYTES, Math.min(to, at + Short.BYTES + length));
                at += Short.BYTES + length;
            }
        }
    }

    private void stamp(ByteBuffer data, int from, int to) {
        long nanos = SendStamp.sentNanos(data, from, to);
        if (nanos != SendStamp.NONE) {
            isStamped = true;
            sentNanos = nanos;
        }
    }

    /** When the last unit left the camera of which something came; NONE before the first. */
    long lastSentNanos() {
        return sentNanos;
    }

    /** How often packets were missing in front of the next one. */
    int jumps() {
        return jumps;
    }
}
