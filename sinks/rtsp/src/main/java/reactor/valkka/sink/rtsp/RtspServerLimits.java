package reactor.valkka.sink.rtsp;

import reactor.valkka.media.rtsp.RtspLimits;

import java.time.Duration;

/**
 * What strangers may cost a server. Immutable; every setter returns a new instance.
 *
 * <p>What is beyond a limit is refused with 503 (connections) or 453 (sessions), or delayed
 * (requests), or closed; each is counted. An address is an IPv4 address or the first 64 bits of an
 * IPv6 address, as one household has them.
 */
public final class RtspServerLimits {
    /** Safe on a network with strangers in it; what each limit is stands at its setter. */
    public static final RtspServerLimits DEFAULT = new RtspServerLimits(
            new Room(2_000, 100, 100, 128),
            new RtspLimits(8 * 1024, 48, 16 * 1024),
            new Times(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30)),
            new Rate(100, 4));

    /** How many at a time. */
    private record Room(
            int connections, int connectionsPerAddress, int sessionsPerAddress, int newcomers) {}

    /** How long. */
    private record Times(
            Duration firstRequest, Duration idle, Duration session, Duration stuckAfter) {}

    /** How fast. */
    private record Rate(int requestsPerSecond, int waitingRequests) {}

    private final Room room;
    private final RtspLimits messages;
    private final Times times;
    private final Rate rate;

    private RtspServerLimits(Room room, RtspLimits messages, Times times, Rate rate) {
        this.room = room;
        this.messages = messages;
        this.times = times;
        this.rate = rate;
    }

    private RtspServerLimits with(Room changed) {
        return new RtspServerLimits(changed, messages, times, rate);
    }

    private RtspServerLimits with(Times changed) {
        return new RtspServerLimits(room, messages, changed, rate);
    }

    /** Connections in all. Default 2 000. */
    public RtspServerLimits connections(int count) {
        return with(new Room(
                positive(count, "connections"),
                room.connectionsPerAddress,
                room.sessionsPerAddress,
                room.newcomers));
    }

    /** Connections of one address. Default 100. */
    public RtspServerLimits connectionsPerAddress(int count) {
        return with(new Room(
                room.connections,
                positive(count, "connections of an address"),
                room.sessionsPerAddress,
                room.newcomers));
    }

    /** Sessions of one address, those over UDP and multicast included. Default 100. */
    public RtspServerLimits sessionsPerAddress(int count) {
        return with(new Room(
                room.connections,
                room.connectionsPerAddress,
                positive(count, "sessions of an address"),
                room.newcomers));
    }

    /**
     * Connections that have not asked for anything yet; one more, and the oldest one of the address
     * that has most of them is closed. Default 128.
     */
    public RtspServerLimits newcomers(int count) {
        return with(new Room(
                room.connections,
                room.connectionsPerAddress,
                room.sessionsPerAddress,
                positive(count, "newcomers")));
    }

    /** Bytes of a request up to its empty line. Default 8 KiB. */
    public RtspServerLimits headBytes(int bytes) {
        return with(new RtspLimits(bytes, messages.headersMax(), messages.bodyBytesMax()));
    }

    /** Header lines of a request. Default 48. */
    public RtspServerLimits headerLines(int count) {
        return with(new RtspLimits(messages.headBytesMax(), count, messages.bodyBytesMax()));
    }

    /** Bytes of a request's body. Default 16 KiB. */
    public RtspServerLimits bodyBytes(int bytes) {
        return with(new RtspLimits(messages.headBytesMax(), messages.headersMax(), bytes));
    }

    private RtspServerLimits with(RtspLimits changed) {
        return new RtspServerLimits(room, changed, times, rate);
    }

    /** Time that a connection has for its first complete request. Default 10 seconds. */
    public RtspServerLimits firstRequestWithin(Duration time) {
        return with(new Times(
                positive(time, "first request"), times.idle, times.session, times.stuckAfter));
    }

    /** Time that a connection without a session may be silent. Default 60 seconds. */
    public RtspServerLimits idleAfter(Duration time) {
        return with(new Times(
                times.firstRequest, positive(time, "idle time"), times.session, times.stuckAfter));
    }

    /**
     * Time that a session lives without a sign of life: a request, or a receiver report. Whole
     * seconds. Default 60 seconds, which clients take for granted.
     */
    public RtspServerLimits sessionTimeout(Duration time) {
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("A session needs a second at least, got " + time);
        }
        return with(new Times(times.firstRequest, times.idle, time, times.stuckAfter));
    }

    /**
     * Time that a reader may be behind without ever catching up before it is disconnected. Default
     * 30 seconds.
     */
    public RtspServerLimits stuckAfter(Duration time) {
        return with(new Times(
                times.firstRequest, times.idle, times.session, positive(time, "stuck time")));
    }

    /**
     * Requests of one address in a second on average, twice as many at once after a pause. Those
     * beyond are not read until their time has come, two seconds at most. Default 100.
     */
    public RtspServerLimits requestsPerSecond(int count) {
        return new RtspServerLimits(
                room, messages, times, new Rate(positive(count, "requests"), rate.waitingRequests));
    }

    /**
     * Requests of a connection that are read while one before them waits for a camera. Default 4.
     */
    public RtspServerLimits waitingRequests(int count) {
        return new RtspServerLimits(
                room,
                messages,
                times,
                new Rate(rate.requestsPerSecond, positive(count, "waiting requests")));
    }

    private static int positive(int count, String what) {
        if (count < 1) {
            throw new IllegalArgumentException("At least one of " + what + ", got " + count);
        }
        return count;
    }

    private static Duration positive(Duration time, String what) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("Some time for " + what + ", got " + time);
        }
        return time;
    }

    int connections() {
        return room.connections;
    }

    int connectionsPerAddress() {
        return room.connectionsPerAddress;
    }

    int sessionsPerAddress() {
        return room.sessionsPerAddress;
    }

    int newcomers() {
        return room.newcomers;
    }

    RtspLimits messages() {
        return messages;
    }

    Duration firstRequest() {
        return times.firstRequest;
    }

    Duration idle() {
        return times.idle;
    }

    Duration session() {
        return times.session;
    }

    Duration stuckAfter() {
        return times.stuckAfter;
    }

    int requestsPerSecond() {
        return rate.requestsPerSecond;
    }

    int waitingRequests() {
        return rate.waitingRequests;
    }

    @Override
    public String toString() {
        return "RtspServerLimits[" + room + ", " + messages + ", " + times + ", " + rate + "]";
    }
}
