/** What several examples need and none is about: footage, a simulated camera, a detector. */
@NullMarked
package reactor.valkka.examples.support;

import org.jspecify.annotations.NullMarked;
