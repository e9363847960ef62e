package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.Free_Pointer_BytePointer;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The one {@code get_buffer2} that FFmpeg calls, for all contexts. Which {@link SlotSource} is
 * meant stands in the context's {@code opaque}: a number, so that no Java object has to be kept
 * alive for native code.
 */
final class SlotCallback extends AVCodecContext.Get_buffer2_AVCodecContext_AVFrame_int {
    /** Held for good: a collected function pointer would be freed under FFmpeg's feet. */
    static final SlotCallback INSTANCE = new SlotCallback();

    private static final int OPAQUE = Pointer.offsetof(AVCodecContext.class, "opaque");
    private static final ThreadLocal<NativeView> VIEW = ThreadLocal.withInitial(NativeView::new);
    private static final Object LOCK = new Object();

    /** Frees nothing. */
    static final Free_Pointer_BytePointer KEEP = new Free_Pointer_BytePointer() {
        @Override
        public void call(@Nullable Pointer opaque, @Nullable BytePointer data) {
            // What it stands for is owned by somebody else.
        }
    };

    private static final AVBufferRef ANY_BUFFER = makeAnyBuffer();
    private static volatile @Nullable SlotSource[] providers = new SlotSource[16];

    private SlotCallback() {}

    /**
     * A reference that says no more than that a packet's data is not FFmpeg's: with it in the
     * packet, FFmpeg does not copy the data.
     */
    static AVBufferRef anyBuffer() {
        return ANY_BUFFER;
    }

    private static AVBufferRef makeAnyBuffer() {
        BytePointer byteForIt = new BytePointer(avutil.av_mallocz(64));
        return avutil.av_buffer_create(byteForIt, 64, KEEP, null, avutil.AV_BUFFER_FLAG_READONLY);
    }

    /** Gives a provider a number. */
    static int register(SlotSource provider) {
        synchronized (LOCK) {
            @Nullable SlotSource[] known = providers;
            int free = 0;
            while (free < known.length && known[free] != null) {
                free++;
            }
            @Nullable
            SlotSource[] copy =
                    Arrays.copyOf(known, free == known.length ? 2 * free : known.length);
            copy[free] = provider;
            providers = copy;
            return free;
        }
    }

    static void unregister(int id) {
        synchronized (LOCK) {
            @Nullable SlotSource[] copy = providers.clone();
            copy[id] = null;
            providers = copy;
        }
    }

    @Override
    public int call(AVCodecContext context, AVFrame frame, int flags) {
        int id = (int) VIEW.get().at(context.address()).getLong(OPAQUE);
        SlotSource provider = providers[id];
        return provider == null ? avutil.AVERROR_EINVAL() : provider.provide(context, frame);
    }
}
