/**
 * Session descriptions, read leniently and written strictly.
 *
 * <p>Source: RFC 4566, RFC 8866, RFC 2326 appendix C, RFC 6184 §8.
 */
@NullMarked
package reactor.valkka.media.sdp;

import org.jspecify.annotations.NullMarked;
