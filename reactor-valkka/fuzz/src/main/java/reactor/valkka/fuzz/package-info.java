/**
 * Every parser of what comes from a network, under a coverage-guided fuzzer: targets, the inputs
 * that are kept, and the command that runs them.
 */
@NullMarked
package reactor.valkka.fuzz;

import org.jspecify.annotations.NullMarked;
