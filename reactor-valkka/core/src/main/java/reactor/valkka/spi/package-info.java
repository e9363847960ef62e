/** For authors of sources and sinks. */
@NullMarked
package reactor.valkka.spi;

import org.jspecify.annotations.NullMarked;
