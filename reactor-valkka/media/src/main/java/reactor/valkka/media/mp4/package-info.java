/**
 * Fragmented MP4 in pure Java: initialization segments and fragments, written around access units
 * whose data is not copied.
 */
@NullMarked
package reactor.valkka.media.mp4;

import org.jspecify.annotations.NullMarked;
