package reactor.valkka.frame;

/** Where the wall-clock time of capture comes from. */
public enum CaptureOrigin {
    /** The camera's RTP time, mapped by its RTCP sender reports, RFC 3550 §6.4.1. */
    SENDER_REPORT,
    /** The smoothed time of arrival on this machine. */
    ARRIVAL,
    /** The file or recording. */
    FILE
}
