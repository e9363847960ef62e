/**
 * RTP in pure Java: packets, sequence numbers, time, and the payload format of H.264 in both
 * directions. Knows {@code bitstream}; knows nothing of sockets or of RTSP.
 */
@NullMarked
package reactor.valkka.media.rtp;

import org.jspecify.annotations.NullMarked;
