/** Watches what a process that does everything holds of the system over time. */
@NullMarked
package reactor.valkka.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
