package reactor.valkka.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Fragment;

/**
 * One fragment as sockets want it: headers for WebSockets, the boxes of the fragment, and the
 * media data where it lies in its slots.
 *
 * <p><b>Ownership:</b> counted like every Netty buffer. The ring holds one count, each write in
 * flight holds another through its slice; the last one closes the fragment. So a viewer needs no
 * reference of its own.
 *
 * <p><b>Threads:</b> never changes once made, so that any number of event loops slice it.
 */
final class FragmentBytes extends CompositeByteBuf {
    private static final int PARTS_MAX = 1024;

    private final Fragment fragment;
    private final @Nullable FragmentBytes initialization;
    private final int mp4Offset;
    private final boolean keyFrame;
    private final int unitCount;
    private boolean framed;

    private FragmentBytes(
            Fragment fragment,
            @Nullable FragmentBytes initialization,
            ByteBuf head,
            int mp4Offset,
            int unitCount) {
        super(PooledByteBufAllocator.DEFAULT, true, PARTS_MAX);
        this.fragment = fragment;
        this.initialization = initialization;
        this.mp4Offset = mp4Offset;
        this.unitCount = unitCount;
        keyFrame = fragment.startsAtKeyFrame();
        addComponent(true, head);
    }

    /** An initialization segment; takes it over. */
    static FragmentBytes initialization(Fragment segment, int camera, String mime) {
        ByteBuf head = SocketFraming.initialization(camera, mime);
        int mp4Offset = head.readableBytes();
        head.writeBytes(segment.header().asByteBuffer());
        FragmentBytes bytes = new FragmentBytes(segment, null, head, mp4Offset, 0);
        bytes.frame(head);
        return bytes;
    }

    /** A media fragment; takes it over and holds on to its initialization segment. */
    static FragmentBytes media(
            Fragment fragment, FragmentBytes initialization, int camera, MediaTime time) {
        ByteBuf head = SocketFraming.media(camera, fragment.startsAtKeyFrame(), time);
        int mp4Offset = head.readableBytes();
        head.writeBytes(fragment.header().asByteBuffer());
        FragmentBytes bytes = new FragmentBytes(
                fragment,
                initialization.retainInitialization(),
                head,
                mp4Offset,
                fragment.units().size());
        for (AccessUnit unit : fragment.units()) {
            bytes.addComponent(true, Unpooled.wrappedBuffer(unit.bytes()));
        }
        bytes.frame(head);
        return bytes;
    }

    private void frame(ByteBuf head) {
        framed = SocketFraming.frame(head, writerIndex() - SocketFraming.FRAME_HEADER_BYTES);
    }

    private FragmentBytes retainInitialization() {
        retain();
        return this;
    }

    /** The segment that governs this fragment, or null if it is one itself. */
    @Nullable
    FragmentBytes initialization() {
        return initialization;
    }

    /** True if it begins with the header of a WebSocket frame that holds all of it. */
    boolean isFramed() {
        return framed;
    }

    /** Where the MP4 data begins, behind the headers for WebSockets. */
    int mp4Offset() {
        return mp4Offset;
    }

    /** True if a viewer can start here. */
    boolean isKeyFrame() {
        return keyFrame;
    }

    /** Number of access units. */
    int unitCount() {
        return unitCount;
    }

    /** Bytes of MP4 data. */
    int mp4Bytes() {
        return writerIndex() - mp4Offset;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        fragment.close();
        if (initialization != null) {
            initialization.release();
        }
    }
}
