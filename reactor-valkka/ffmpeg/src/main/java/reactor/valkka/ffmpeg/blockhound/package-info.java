/** Tells BlockHound which calls of FFmpeg may block; found through its service file. */
@NullMarked
package reactor.valkka.ffmpeg.blockhound;

import org.jspecify.annotations.NullMarked;
