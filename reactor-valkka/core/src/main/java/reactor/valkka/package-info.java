/** Sources, sinks and the root of all errors. */
@NullMarked
package reactor.valkka;

import org.jspecify.annotations.NullMarked;
