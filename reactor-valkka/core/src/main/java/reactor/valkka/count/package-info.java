/** The catalogue of everything that is counted, the values, and states to watch. */
@NullMarked
package reactor.valkka.count;

import org.jspecify.annotations.NullMarked;
