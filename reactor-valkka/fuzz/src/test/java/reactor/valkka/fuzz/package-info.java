/** The inputs that are kept, run against every target; and a short run of the fuzzer itself. */
@NullMarked
package reactor.valkka.fuzz;

import org.jspecify.annotations.NullMarked;
