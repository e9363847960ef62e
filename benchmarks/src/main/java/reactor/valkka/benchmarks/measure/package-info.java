/** What all measurements share: processes, their costs, delays, tables and reports. */
@NullMarked
package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
