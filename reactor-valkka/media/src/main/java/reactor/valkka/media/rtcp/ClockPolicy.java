package reactor.valkka.media.rtcp;

/** Whose clock says when pictures were captured. */
public enum ClockPolicy {
    /**
     * The camera's sender reports, as long as its clock is within 2 s of ours and its reports fit
     * its packets, otherwise the smoothed time of arrival. Approached by at most 500 ppm. For
     * cameras that may or may not be set right; the default.
     */
    SMART,
    /**
     * The smoothed time of arrival on this machine, whatever the camera says. For cameras whose
     * clock is set, but to something else.
     */
    ARRIVAL,
    /**
     * The camera's sender reports as they are, wrong and jumping where it is; the time of arrival
     * before the first one. For recorders and evidence, where the camera's own word counts.
     */
    CAMERA
}
