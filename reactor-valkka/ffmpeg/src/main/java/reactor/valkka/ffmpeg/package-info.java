/**
 * Decoding, scaling and demultiplexing through FFmpeg. Nothing of FFmpeg shows: what comes in and
 * goes out are frames in pools.
 */
@NullMarked
package reactor.valkka.ffmpeg;

import org.jspecify.annotations.NullMarked;
