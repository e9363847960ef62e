package reactor.valkka.sink.rtsp;

import java.time.Duration;

/**
 * How one client of a server does.
 *
 * @param path of the mount that it reads
 * @param address of the client, with its port
 * @param transport {@code TCP} or {@code UDP}
 * @param age since it asked for the stream
 * @param units access units that it was given
 * @param bytes bytes that it was given
 * @param skippedUnits access units that it did not get as it was too slow
 * @param reception what it says about what it received
 */
public record ReaderStatus(
        String path,
        String address,
        String transport,
        Duration age,
        long units,
        long bytes,
        long skippedUnits,
        Reception reception) {

    /**
     * What a client's receiver reports say, RFC 3550 §6.4.2; of several tracks the worst.
     *
     * @param reports how many came
     * @param fractionLost share of the packets lost since its last report but one, 0 to 1
     * @param packetsLost packets lost since it began
     * @param jitterMillis interarrival jitter
     */
    public record Reception(
            long reports, double fractionLost, long packetsLost, double jitterMillis) {

        static final Reception NONE = new Reception(0, 0, 0, 0);
    }
}
