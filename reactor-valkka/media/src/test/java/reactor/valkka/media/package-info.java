/** Support for the tests of all formats. */
@NullMarked
package reactor.valkka.media;

import org.jspecify.annotations.NullMarked;
