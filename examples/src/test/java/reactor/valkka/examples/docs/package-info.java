/** The pages for people are tested, too. */
@NullMarked
package reactor.valkka.examples.docs;

import org.jspecify.annotations.NullMarked;
