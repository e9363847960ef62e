/** What travels: stream setups, access units, pictures and fragments. */
@NullMarked
package reactor.valkka.frame;

import org.jspecify.annotations.NullMarked;
