/** Everything that works on frames without native code. */
@NullMarked
package reactor.valkka.operator;

import org.jspecify.annotations.NullMarked;
