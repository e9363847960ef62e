/** What viewers of fragmented MP4 over WebSockets cost their server. */
@NullMarked
package reactor.valkka.benchmarks.browser;

import org.jspecify.annotations.NullMarked;
