/** Measures what it costs to decode every picture of many cameras. */
@NullMarked
package reactor.valkka.benchmarks.decodeall;

import org.jspecify.annotations.NullMarked;
