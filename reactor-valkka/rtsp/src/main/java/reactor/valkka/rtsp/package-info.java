/**
 * RTSP sessions as state machines, and the Netty decoder for what a connection carries.
 *
 * <p>The state machines know no sockets and no clock: events and the time go in, actions come out.
 * Source: RFC 2326.
 */
@NullMarked
package reactor.valkka.rtsp;

import org.jspecify.annotations.NullMarked;
