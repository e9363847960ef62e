/** Media files as sources. */
@NullMarked
package reactor.valkka.source.file;

import org.jspecify.annotations.NullMarked;
