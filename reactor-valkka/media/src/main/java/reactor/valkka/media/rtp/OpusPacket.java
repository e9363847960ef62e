package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;

/**
 * How long the sound in a packet of Opus lasts. Source: RFC 6716 §3.1 (table 2), §3.2; RFC 7587
 * §4.2 (the clock).
 */
final class OpusPacket {
    private static final int TICKS_PER_2_5_MILLIS = 120;
    private static final int FRAMES = 0x3F;
    private static final int SILK_MAX = 12;
    private static final int HYBRID_MAX = 16;
    private static final int[] SILK = {4, 8, 16, 24};
    private static final int[] HYBRID = {4, 8};
    private static final int[] CELT = {1, 2, 4, 8};

    private OpusPacket() {}

    /** Ticks of 48 kHz; 0 where the number of frames is missing. */
    static int ticks(ByteBuffer packet, int from, int to) {
        int contents = packet.get(from) & 0xFF;
        int frames = switch (contents & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> to - from > 1 ? packet.get(from + 1) & FRAMES : 0;
        };
        return frames * frame(contents >> 3) * TICKS_PER_2_5_MILLIS;
    }

    /** Length of a frame in units of 2.5 ms. */
    private static int frame(int configuration) {
        if (configuration < SILK_MAX) {
            return SILK[configuration % SILK.length];
        }
        return configuration < HYBRID_MAX
                ? HYBRID[configuration % HYBRID.length]
                : CELT[configuration % CELT.length];
    }
}
