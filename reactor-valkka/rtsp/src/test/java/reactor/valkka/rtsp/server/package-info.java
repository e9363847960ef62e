@NullMarked
package reactor.valkka.rtsp.server;

import org.jspecify.annotations.NullMarked;
