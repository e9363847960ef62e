/** Threads that stay what they are: named, counted, and bound to processors where asked. */
@NullMarked
package reactor.valkka.schedule;

import org.jspecify.annotations.NullMarked;
