/** Memory that is reserved before it is needed, and comes back. */
@NullMarked
package reactor.valkka.pool;

import org.jspecify.annotations.NullMarked;
