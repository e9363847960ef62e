/** What it brings to bind threads to processors. */
@NullMarked
package reactor.valkka.benchmarks.affinity;

import org.jspecify.annotations.NullMarked;
