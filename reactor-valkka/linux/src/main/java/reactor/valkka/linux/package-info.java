/** What only the Linux kernel can do. */
@NullMarked
package reactor.valkka.linux;

import org.jspecify.annotations.NullMarked;
