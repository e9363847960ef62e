package reactor.valkka.rtsp;

import reactor.valkka.media.rtcp.ClockPolicy;
import reactor.valkka.media.rtp.ReorderLimits;

/**
 * How a session is received.
 *
 * @param clock whose clock says when pictures were captured
 * @param reorder how long packets that come as datagrams wait for those before them; over TCP they
 *     come in order
 */
public record ReceiverOptions(ClockPolicy clock, ReorderLimits reorder) {

    /** {@link ClockPolicy#SMART}, {@link ReorderLimits#DEFAULT}. */
    public static final ReceiverOptions DEFAULT =
            new ReceiverOptions(ClockPolicy.SMART, ReorderLimits.DEFAULT);

    /** A copy with another clock. */
    public ReceiverOptions clock(ClockPolicy value) {
        return new ReceiverOptions(value, reorder);
    }

    /** A copy with other limits of waiting. */
    public ReceiverOptions reorder(ReorderLimits value) {
        return new ReceiverOptions(clock, value);
    }
}
