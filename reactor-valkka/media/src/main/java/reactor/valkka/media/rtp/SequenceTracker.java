package reactor.valkka.media.rtp;

/**
 * Follows the sequence numbers of one source, for loss, duplicates and the figures of receiver
 * reports.
 *
 * <p>A packet from at most {@value #MISORDER_MAX} numbers behind is a duplicate, or too late to be
 * of use; but where one of its number has come with another timestamp, the source has started
 * again. After a jump farther back, or ahead over more than {@value #GAP_MAX} numbers, the first
 * packet is set aside; if the next one follows it, the source has started again.
 *
 * <p><b>Threads:</b> one. <b>Source:</b> RFC 3550 §A.1, §A.3, §6.4.1.
 */
public final class SequenceTracker {
    /** Result of {@link #accept} for a packet that is not to be used. */
    public static final int UNUSABLE = -1;

    /** Numbers that one gap may have; more is a jump. */
    static final int GAP_MAX = 3_000;

    /** Numbers that a packet may be behind the newest one; more is a jump. */
    static final int MISORDER_MAX = 100;

    static final int SEQUENCE_NUMBERS = 1 << 16;

    private static final int NONE = -1;

    private final RecentPackets recent = new RecentPackets();

    private int highest = NONE;
    private int afterJump = NONE;
    private long cycles;
    private int first;
    private long received;
    private long lostBeforeRestart;
    private long expectedBefore;
    private long receivedBefore;

    /**
     * Takes note of a packet.
     *
     * @param sequenceNumber of 16 bits
     * @param timestamp of the packet
     * @return number of packets that are missing before it, or {@link #UNUSABLE}. A source that
     *     started again counts as one missing packet
     */
    public int accept(int sequenceNumber, int timestamp) {
        int lost = place(sequenceNumber, timestamp);
        if (lost != UNUSABLE) {
            received++;
            recent.add(sequenceNumber, timestamp);
        }
        return lost;
    }

    private int place(int sequenceNumber, int timestamp) {
        if (highest == NONE) {
            restart(sequenceNumber);
            return 0;
        }
        int step = sequenceNumber - highest & SEQUENCE_NUMBERS - 1;
        if (step == 0 || SEQUENCE_NUMBERS - step <= MISORDER_MAX) {
            return recent.hasOther(sequenceNumber, timestamp)
                    ? startAgain(sequenceNumber)
                    : UNUSABLE;
        }
        if (step > GAP_MAX) {
            return placeAfterJump(sequenceNumber);
        }
        if (sequenceNumber < highest) {
            cycles += SEQUENCE_NUMBERS;
        }
        highest = sequenceNumber;
        afterJump = NONE;
        return step - 1;
    }

    private int placeAfterJump(int sequenceNumber) {
        if (sequenceNumber != afterJump) {
            afterJump = sequenceNumber + 1 & SEQUENCE_NUMBERS - 1;
            return UNUSABLE;
        }
        return startAgain(sequenceNumber);
    }

    private int startAgain(int sequenceNumber) {
        lostBeforeRestart = lost() + 1;
        restart(sequenceNumber);
        return 1;
    }

    private void restart(int sequenceNumber) {
        highest = sequenceNumber;
        first = sequenceNumber;
        afterJump = NONE;
        cycles = 0;
        received = 0;
        expectedBefore = 0;
        receivedBefore = 0;
        recent.clear();
    }

    /** Packets that never came, since the beginning. */
    public long lost() {
        return lostBeforeRestart + Math.max(0, expected() - received);
    }

    /** Highest sequence number with the number of cycles in the upper 16 bits. */
    public int extendedHighest() {
        return (int) (cycles + Math.max(0, highest));
    }

    /** Share of packets lost since this was last asked, in 1/256; for the next report. */
    public int takeFractionLost() {
        long expected = expected() - expectedBefore;
        long lost = expected - (received - receivedBefore);
        expectedBefore = expected();
        receivedBefore = received;
        return expected <= 0 || lost <= 0 ? 0 : (int) Math.min(255, (lost << 8) / expected);
    }

    private long expected() {
        return highest == NONE ? 0 : cycles + highest - first + 1;
    }
}
