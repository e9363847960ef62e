/**
 * RTSP 1.0 as text: requests, responses, the Transport header, authentication and lenient URIs.
 *
 * <p>Everything here is a value or a function over bytes: no sockets, no threads, no clock. Client
 * and server share it. Source: RFC 2326, RFC 7616, RFC 7617.
 */
@NullMarked
package reactor.valkka.media.rtsp;

import org.jspecify.annotations.NullMarked;
