/**
 * RTSP cameras as sources of frames. {@link reactor.valkka.source.rtsp.RtspSource} is the way in.
 */
@NullMarked
package reactor.valkka.source.rtsp;

import org.jspecify.annotations.NullMarked;
