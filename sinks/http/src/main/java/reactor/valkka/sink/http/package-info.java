/**
 * Cameras in browsers: fragmented MP4 over HTTP and WebSocket on Reactor Netty, and a page that
 * plays it.
 */
@NullMarked
package reactor.valkka.sink.http;

import org.jspecify.annotations.NullMarked;
