/** The catalogue of everything that is counted, and the values. */
@NullMarked
package reactor.valkka.count;

import org.jspecify.annotations.NullMarked;
