package reactor.valkka.rtsp;

import reactor.valkka.frame.Pacing;
import reactor.valkka.media.rtcp.ClockPolicy;
import reactor.valkka.media.rtp.ReorderLimits;

/**
 * How a session is received.
 *
 * @param clock whose clock says when pictures were captured
 * @param reorder how long packets that come as datagrams wait for those before them; over TCP they
 *     come in order
 * @param pacing who sets the speed; {@link Pacing#ON_DEMAND} for a recording, whose packets say
 *     when they were captured
 */
public record ReceiverOptions(ClockPolicy clock, ReorderLimits reorder, Pacing pacing) {

    /** {@link ClockPolicy#SMART}, {@link ReorderLimits#DEFAULT}, live. */
    public static final ReceiverOptions DEFAULT =
            new ReceiverOptions(ClockPolicy.SMART, ReorderLimits.DEFAULT, Pacing.LIVE);

    /** A copy with another clock. */
    public ReceiverOptions clock(ClockPolicy value) {
        return new ReceiverOptions(value, reorder, pacing);
    }

    /** A copy with other limits of waiting. */
    public ReceiverOptions reorder(ReorderLimits value) {
        return new ReceiverOptions(clock, value, pacing);
    }

    /** A copy with another pacing. */
    public ReceiverOptions pacing(Pacing value) {
        return new ReceiverOptions(clock, reorder, value);
    }
}
