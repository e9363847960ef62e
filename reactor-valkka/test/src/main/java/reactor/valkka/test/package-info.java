/** Helps to test what is built on reactor-valkka: leak checks, numbered video, foreign peers. */
@NullMarked
package reactor.valkka.test;

import org.jspecify.annotations.NullMarked;
