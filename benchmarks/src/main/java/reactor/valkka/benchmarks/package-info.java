/** Measurements, each beside the program that it is compared with; {@code ./valkka bench}. */
@NullMarked
package reactor.valkka.benchmarks;

import org.jspecify.annotations.NullMarked;
