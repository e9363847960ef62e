@NullMarked
package reactor.valkka.examples.rules;

import org.jspecify.annotations.NullMarked;
