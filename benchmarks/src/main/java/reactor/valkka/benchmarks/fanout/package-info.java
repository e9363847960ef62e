/** Measures what readers of one camera cost the RTSP server that serves them. */
@NullMarked
package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
