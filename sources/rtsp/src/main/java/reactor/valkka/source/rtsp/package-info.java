/**
 * Cameras as sources of frames: {@link reactor.valkka.source.rtsp.RtspSource}, and {@link
 * reactor.valkka.source.rtsp.SdpSource} for plain RTP.
 */
@NullMarked
package reactor.valkka.source.rtsp;

import org.jspecify.annotations.NullMarked;
