package reactor.valkka.count;

/**
 * The stages on the way from a camera to a consumer, in this order, each with a sentence that says
 * what it lasts from and to and what to do where it is long. Their sum is where the delay within
 * this process comes from; what the camera, the network and the buffers of the kernel add is not
 * seen here.
 */
public enum Stage {
    /** A unit comes in. */
    ASSEMBLED(
            "From the arrival of a unit's first packet to that of its last one.",
            "The camera or the network is slow: key frames are larger than the line carries at"
                    + " once. Lower the bit rate, or look at PACKETS_REORDERED."),
    /** A unit waits for its decoder. */
    WAITED(
            "From the arrival of a unit's last packet to the decoder's turn on it.",
            "The decoding threads are busy, or the pictures are not asked for sooner: decode fewer"
                    + " of them, or on more threads."),
    /** A unit is decoded. */
    DECODED(
            "From the decoder's turn on a unit to its picture.",
            "Smaller pictures, or a stream without pictures that are shown in another order than"
                    + " they come in; a machine whose processors are all busy."),
    /** What is there comes to a consumer. */
    DELIVERED(
            "From the picture, or from the last packet of a unit that is not decoded, to the"
                    + " consumer.",
            "The consumer, or the hop before it, is slow: ask for fewer pictures, or give it a"
                    + " thread of its own."),
    /** All of it. */
    TOTAL("From the arrival of the first packet to the consumer.", "Look at the stages before.");

    private final String meaning;
    private final String advice;

    Stage(String meaning, String advice) {
        this.meaning = meaning;
        this.advice = advice;
    }

    /** What it lasts from and to. */
    public String meaning() {
        return meaning;
    }

    /** What to do where it is long. */
    public String advice() {
        return advice;
    }
}
