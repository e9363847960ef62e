@NullMarked
package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.NullMarked;
