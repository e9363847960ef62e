package reactor.valkka.ffmpeg;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A pointer that is moved over native memory, so that looking at it makes no object: JavaCPP's own
 * getters make one for each pointer that they return. Owns nothing. One thread at a time.
 */
final class NativeView extends BytePointer {

    NativeView() {
        super((Pointer) null);
    }

    /** Looks at an address from now on. */
    NativeView at(long newAddress) {
        address = newAddress;
        return this;
    }

    /** The native address of a direct buffer's first byte. */
    static long addressOf(java.nio.ByteBuffer direct) {
        return getDirectBufferAddress(direct);
    }
}
