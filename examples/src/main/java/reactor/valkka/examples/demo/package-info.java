/** The demo: cameras on a page and in a table. */
@NullMarked
package reactor.valkka.examples.demo;

import org.jspecify.annotations.NullMarked;
