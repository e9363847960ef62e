/** RTCP in pure Java: reports in both directions, and the wall-clock time that they carry. */
@NullMarked
package reactor.valkka.media.rtcp;

import org.jspecify.annotations.NullMarked;
