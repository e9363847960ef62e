@NullMarked
package reactor.valkka.pool;

import org.jspecify.annotations.NullMarked;
