@NullMarked
package reactor.valkka.sink.http;

import org.jspecify.annotations.NullMarked;
