/** Measures what it costs to look at a picture of each camera now and then. */
@NullMarked
package reactor.valkka.benchmarks.analyse;

import org.jspecify.annotations.NullMarked;
