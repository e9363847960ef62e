/** Benchmarks of single steps under JMH, and of all of them by number of cameras. */
@NullMarked
package reactor.valkka.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
