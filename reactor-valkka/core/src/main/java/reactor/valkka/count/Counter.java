package reactor.valkka.count;

/**
 * Everything that is counted, each with a sentence that says what it means and what to do.
 */
public enum Counter {
    /** Access units that a source handed on. */
    UNITS_RECEIVED("Access units that the source handed on.", "Nothing: this is normal."),
    /** Bytes of access units that a source handed on. */
    BYTES_RECEIVED("Bytes of access units that the source handed on.", "Nothing: this is normal."),
    /** Units dropped at a source's outlet. */
    OUTLET_DROPPED(
            "Units dropped at the source because its consumer was too slow.",
            "Give the consumer more time or a policy of its own behind a fork."),
    /** Frames dropped by a fork branch. */
    BRANCH_DROPPED(
            "Frames that a fork branch dropped by its policy.",
            "Expected for viewers; for recorders see DISK_OVERFLOW."),
    /** Units dropped while waiting for a key frame. */
    GATE_DROPPED(
            "Units dropped while a gate waited for a setup or a key frame.",
            "Shorten the camera's key frame interval if this delays pictures."),
    /** Units that were thrown away for want of a slot. */
    POOL_EXHAUSTED(
            "Units thrown away because the pool had no free slot for the stream.",
            "Ask the pool's stats who holds the slots; enlarge it or mend the holder."),
    /** Slots whose references were lost unclosed. */
    FRAMES_LEAKED(
            "Slots taken back because their last reference was lost unclosed.",
            "Find the owner named in the log; close frames or use Use.map and Fork."),
    /** RTP packets that never came. */
    PACKETS_LOST(
            "RTP packets that never came.",
            "Look at the network, or use TCP; over TCP the camera itself drops."),
    /** RTP packets that came out of order and were put right. */
    PACKETS_REORDERED(
            "RTP packets that came before others of lower number and waited for them.",
            "Nothing: this is normal over UDP."),
    /** RTP packets that came when their place had been given up. */
    PACKETS_LATE(
            "RTP packets that came after their place had been given up; counted as lost, too.",
            "Allow the reorder buffer more time or packets if there are many."),
    /** RTP packets that came a second time. */
    PACKETS_DUPLICATE(
            "RTP packets that came more than once.",
            "Harmless; some networks and cameras send everything twice."),
    /** Packets that could not be understood. */
    PACKETS_MALFORMED(
            "RTP or RTSP data that could not be understood and was set aside.",
            "Harmless in small numbers; otherwise look at the camera's firmware."),
    /** Packets in good order that belong to nothing that is played. */
    PACKETS_SET_ASIDE(
            "RTP packets of another payload type or source than the one that is played.",
            "Harmless; repair packets, and the rest of an earlier session, come that way."),
    /** Tracks that cannot be played, or cannot be sent on. */
    TRACKS_SET_ASIDE(
            "Tracks that cannot be read, were refused, or cannot be sent on over RTP.",
            "Nothing if you do not need them; otherwise choose another codec in the camera."),
    /** Units thrown away because they were incomplete or damaged. */
    UNITS_DAMAGED(
            "Access units that came incomplete or damaged.",
            "Look at PACKETS_LOST first, then at the camera."),
    /** Units whose times were put right. */
    TIMESTAMPS_REPAIRED(
            "Units whose times were missing or impossible and were put right.",
            "Nothing, unless pictures jump; then look at the camera's clock."),
    /** Times that the time of capture jumped. */
    CAPTURE_JUMPS(
            "Times that the wall-clock time of capture jumped by more than two seconds.",
            "Look at this machine's clock first: it is what capture times follow."),
    /** Times that a source tried to connect again. */
    RECONNECTS(
            "Times that the source tried to connect again, as a connection had failed or broken.",
            "Look at the states of the source for the reasons."),
    /** Times that the media stopped coming while the connection stood. */
    STALLS(
            "Times that no media came for longer than the watchdog allows.",
            "Look at the camera and the network between."),
    /** Keep-alive requests that a camera refused or did not answer. */
    KEEP_ALIVE_FAILED(
            "Keep-alive requests that were refused or not answered.",
            "Nothing as long as media flows."),
    /** Connections that were not made because the device had refused the credentials before. */
    LOGINS_WITHHELD(
            "Connections not made because the device had refused these credentials before.",
            "Give the right credentials, or ask for another try with reconnectNow()."),
    /** Pictures that a decoder gave. */
    PICTURES_DECODED("Pictures decoded.", "Nothing: this is normal."),
    /** Units that a decoder refused or that came out damaged. */
    DECODE_ERRORS(
            "Units that the decoder refused or whose picture came out damaged.",
            "Look at PACKETS_LOST and UNITS_DAMAGED."),
    /** Units that a decoder closed because nobody asked for their pictures in time. */
    DECODE_SKIPPED(
            "Units that were not decoded because nobody asked for their pictures in time.",
            "Nothing: this is what on-demand decoding saves."),
    /** Decode turns that found no free picture slot. */
    DECODE_NO_SLOT(
            "Times that a decoder found no free picture slot and went back to a key frame.",
            "Enlarge the picture pool, or close pictures sooner."),
    /** Units that an overloaded decoder left out. */
    OVERLOAD_SKIPPED(
            "Units of a live stream that were not decoded because decoding had fallen behind.",
            "Give it more cores, fewer or smaller streams, or this one a higher priority."),
    /** Times that a stream went a level down. */
    OVERLOAD_STEPS(
            "Times that less of a live stream was decoded because decoding had fallen behind.",
            "A few after a start are harmless; many say that the machine has too much to do."),
    /** Nanoseconds that decoding took. */
    DECODE_NANOS("Nanoseconds spent in decoding.", "Divide by PICTURES_DECODED."),
    /** Pictures that an interval or a mailbox skipped. */
    PICTURES_SKIPPED("Pictures replaced by newer ones before anybody took them.", "Nothing."),
    /** Fragments that a viewer did not get because it was too slow. */
    VIEWER_SKIPPED(
            "Fragments that a slow viewer did not get; it went on at a key frame.",
            "Look at the network between server and viewer."),
    /** Readers that a server began to serve. */
    READERS_SERVED("Readers that a server began to send packets to.", "Nothing: this is normal."),
    /** Clients that publish. */
    PUBLISHERS_SERVED("Publishers that a server gave a place to.", "Nothing: this is normal."),
    /** Clients that would have published. */
    PUBLISHERS_REFUSED(
            "Publishers that a server refused because somebody else published at their path.",
            "Let them take over, or look who publishes there."),
    /** Readers that never caught up. */
    READERS_TOO_SLOW(
            "Readers that a server disconnected because they never caught up.",
            "Look at the network between server and reader."),
    /** Sessions that ended without a word. */
    READERS_TIMED_OUT(
            "Sessions that a server ended because no sign of life came from their readers.",
            "Nothing: programs end and cables are pulled; many at once hint at the network."),
    /** Connections that a server did not want. */
    CONNECTIONS_REFUSED(
            "Connections that a server refused or closed: too many, silent, or no RTSP.",
            "Look at who connects; raise the server's limits if they are all welcome."),
    /** Sessions that a server did not want. */
    SESSIONS_REFUSED(
            "Sessions that a server refused because one address had too many.",
            "Raise the server's limit if many readers share an address."),
    /** Wrong credentials. */
    LOGINS_REFUSED(
            "Requests with wrong credentials that a server refused.",
            "A few are mistakes; many are somebody who guesses passwords."),
    /** Requests that had to wait. */
    REQUESTS_DELAYED(
            "Times that a server read nothing for a while: the address asked too often.",
            "Look at who asks; raise the server's limit if many readers share an address."),
    /** Recorder branches that overflowed. */
    DISK_OVERFLOW(
            "Units that a recorder lost because its disk was too slow.",
            "An alarm: use a faster disk or a larger branch.");

    private final String meaning;
    private final String advice;

    Counter(String meaning, String advice) {
        this.meaning = meaning;
        this.advice = advice;
    }

    /** What it counts. */
    public String meaning() {
        return meaning;
    }

    /** What to do when it grows. */
    public String advice() {
        return advice;
    }
}
