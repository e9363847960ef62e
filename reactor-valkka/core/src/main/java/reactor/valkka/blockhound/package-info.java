/** Tells BlockHound, where it is installed, which of our threads must never block. */
@NullMarked
package reactor.valkka.blockhound;

import org.jspecify.annotations.NullMarked;
