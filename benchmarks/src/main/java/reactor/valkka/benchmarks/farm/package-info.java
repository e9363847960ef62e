/** A farm of cameras that cost little: looping footage over RTSP, for measurements. */
@NullMarked
package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.NullMarked;
