/** Measures what it costs to receive many cameras. */
@NullMarked
package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
