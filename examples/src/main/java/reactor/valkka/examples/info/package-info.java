/** The Java half of {@code ./valkka info}. */
@NullMarked
package reactor.valkka.examples.info;

import org.jspecify.annotations.NullMarked;
