/**
 * One use case a file, each with a main method that takes an {@code rtsp://} address or a file, and
 * plays bundled footage without one.
 */
@NullMarked
package reactor.valkka.examples;

import org.jspecify.annotations.NullMarked;
