@NullMarked
package reactor.valkka.schedule;

import org.jspecify.annotations.NullMarked;
