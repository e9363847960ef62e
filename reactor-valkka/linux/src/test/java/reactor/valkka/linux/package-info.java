@NullMarked
package reactor.valkka.linux;

import org.jspecify.annotations.NullMarked;
