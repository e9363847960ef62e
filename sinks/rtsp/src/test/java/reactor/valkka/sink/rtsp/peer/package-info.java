/** The server against players of others. */
@NullMarked
package reactor.valkka.sink.rtsp.peer;

import org.jspecify.annotations.NullMarked;
