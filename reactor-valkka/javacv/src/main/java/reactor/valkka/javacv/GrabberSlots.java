package reactor.valkka.javacv;

import org.bytedeco.javacv.Frame;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.pool.SlotWaiter;

/** Where one subscription to a grabber gets its slots: the user's pool, or one made to measure. */
final class GrabberSlots implements AutoCloseable {
    private final GrabberSource.Settings settings;
    private @Nullable PoolShare share;

    GrabberSlots(GrabberSource.Settings settings) {
        this.settings = settings;
    }

    @Nullable
    HostPicture tryCopy(Frame frame, PictureHeader header) {
        return JavaCvFrames.tryCopy(frame, shareFor(frame), header);
    }

    /** Waits in the pool that refused a slot. */
    void await(SlotWaiter waiter) {
        if (share != null) {
            waiter.await(share.pool());
        }
    }

    private PoolShare shareFor(Frame frame) {
        int bytes = JavaCvFrames.slotBytes(frame);
        if (share != null && (bytes <= share.pool().contentBytesMax() || settings.pool() != null)) {
            return share;
        }
        close();
        FramePool pool = settings.pool();
        if (pool == null) {
            pool = FramePool.builder("grabber " + settings.stream())
                    .hold("consumers", settings.slots())
                    .slotBytes(bytes)
                    .build();
        }
        share = pool.share(settings.stream(), 0);
        return share;
    }

    @Override
    public void close() {
        if (share != null) {
            share.close();
            if (settings.pool() == null) {
                share.pool().dispose();
            }
            share = null;
        }
    }
}
