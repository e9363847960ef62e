@NullMarked
package reactor.valkka;

import org.jspecify.annotations.NullMarked;
