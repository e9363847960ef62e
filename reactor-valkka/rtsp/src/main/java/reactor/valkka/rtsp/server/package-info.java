/**
 * The server's half of RTSP as state machines: requests and the time go in, actions come out.
 *
 * <p>A {@link reactor.valkka.rtsp.server.ServerDialogue} is one connection, a {@link
 * reactor.valkka.rtsp.server.ServerSession} is one session; a session over UDP or multicast may
 * outlive the connection that made it. Neither knows a socket, a clock or a thread, and everything
 * that grows has a bound. Source: RFC 2326, RFC 7616.
 */
@NullMarked
package reactor.valkka.rtsp.server;

import org.jspecify.annotations.NullMarked;
