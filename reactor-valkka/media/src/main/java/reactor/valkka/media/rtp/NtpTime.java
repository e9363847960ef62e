package reactor.valkka.media.rtp;

/**
 * NTP timestamps: seconds since 1900 in the upper, fractions in the lower 32 bits. They begin anew
 * in February 2036: where the first bit is not set, it is later. Source: RFC 3550 §4, RFC 4330 §3.
 */
public final class NtpTime {

    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long SECONDS_1900_TO_2036 = 1L << 32;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private NtpTime() {}

    /** The wall-clock time in nanoseconds since 1970; 0 of 0, which means that there is none. */
    public static long epochNanos(long ntpTimestamp) {
        if (ntpTimestamp == 0) {
            return 0;
        }
        long era = ntpTimestamp < 0 ? 0 : SECONDS_1900_TO_2036;
        long seconds = era + (ntpTimestamp >>> 32) - SECONDS_1900_TO_1970;
        long fraction = (ntpTimestamp & 0xFFFF_FFFFL) * NANOS_PER_SECOND >>> 32;
        return seconds * NANOS_PER_SECOND + fraction;
    }

    /** The timestamp of a wall-clock time in nanoseconds since 1970. */
    public static long timestamp(long epochNanos) {
        long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(epochNanos, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
        return seconds << 32 | fraction;
    }
}
