@NullMarked
package reactor.valkka.doctor;

import org.jspecify.annotations.NullMarked;
