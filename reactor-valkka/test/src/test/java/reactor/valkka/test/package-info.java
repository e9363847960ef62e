@NullMarked
package reactor.valkka.test;

import org.jspecify.annotations.NullMarked;
