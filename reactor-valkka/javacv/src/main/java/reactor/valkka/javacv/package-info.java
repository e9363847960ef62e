/**
 * Bridges to what analysers know: OpenCV's {@code Mat}, JavaCV's {@code Frame}, grabbers and
 * recorders, and {@code BufferedImage}.
 */
@NullMarked
package reactor.valkka.javacv;

import org.jspecify.annotations.NullMarked;
