/**
 * Cameras for RTSP clients: a server whose readers share what is packetized once, and senders to
 * multicast groups.
 */
@NullMarked
package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.NullMarked;
