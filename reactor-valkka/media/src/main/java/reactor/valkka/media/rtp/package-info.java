/**
 * RTP in pure Java: packets, sequence numbers, time, order, and the payload formats of video,
 * sound and metadata in both directions. Knows {@code bitstream}; knows nothing of sockets or of
 * RTSP.
 */
@NullMarked
package reactor.valkka.media.rtp;

import org.jspecify.annotations.NullMarked;
