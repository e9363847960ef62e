package reactor.valkka.frame;

import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FrameReference;

import java.nio.ByteBuffer;

/**
 * One decoded image in a slot of host memory.
 *
 * <p><b>Ownership:</b> see {@link Frame}. The samples never change: a decoder may still predict
 * from them. <b>Memory:</b> direct, planes and strides as {@link #format()} says.
 */
public final class HostPicture extends FrameReference implements Picture {
    private final PictureHeader header;
    private final PictureFormat format;

    private HostPicture(FrameBuffer buffer, PictureHeader header, PictureFormat format) {
        super(buffer);
        this.header = header;
        this.format = format;
    }

    private HostPicture(FrameReference slot, PictureHeader header, PictureFormat format) {
        super(slot);
        this.header = header;
        this.format = format;
    }

    /**
     * Publishes what was written to a buffer. The buffer is moved into the picture and cannot be
     * used any more.
     */
    public static HostPicture of(FrameBuffer buffer, PictureHeader header, PictureFormat format) {
        return new HostPicture(buffer, header, format);
    }

    /**
     * Makes a picture that shares a slot with a reference that someone else holds, such as a
     * decoder that will predict from it. The other reference stays open and with its owner.
     */
    public static HostPicture sharing(
            FrameReference slot, PictureHeader header, PictureFormat format) {
        return new HostPicture(slot, header, format);
    }

    @Override
    public PictureHeader header() {
        return header;
    }

    @Override
    public PictureFormat format() {
        return format;
    }

    /**
     * The samples of a plane: a read-only view of its own, from its first sample to the end of its
     * last row, rows {@code format().planes().get(i).stride()} bytes apart.
     *
     * @throws IllegalStateException if this reference is closed
     */
    public ByteBuffer plane(int index) {
        PictureFormat.Plane plane = format.planes().get(index);
        return contents().slice(plane.offset(), plane.end() - plane.offset());
    }

    /** The whole slot, read-only, from position 0; planes lie where the format says. */
    public ByteBuffer bytes() {
        return contents();
    }

    @Override
    public HostPicture share() {
        return new HostPicture(this, header, format);
    }

    /** Stream, time, size and kind, for logs; also of a closed picture. */
    @Override
    public String toString() {
        return "Picture[" + stream() + " " + format.pixelFormat() + " " + format.width() + "×"
                + format.height() + " pts " + pts() + " " + header.type()
                + (header.damaged() ? ", damaged" : "")
                + (isOpen() ? "]" : ", closed]");
    }
}
