/**
 * Elementary streams in pure Java: NAL units, parameter sets, access units and their decoding
 * times. Functions and small state machines over buffers; no threads, sockets or clock. H.264 is
 * what is read today; what is said about framing holds for H.265 as well.
 */
@NullMarked
package reactor.valkka.media.bitstream;

import org.jspecify.annotations.NullMarked;
