package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads FFmpeg's libraries, on the caller's thread: unpacking them takes half a second. Nothing
 * here touches {@code avdevice}, which needs libraries of a desktop.
 */
public final class FFmpegLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(FFmpegLibrary.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();
    private static final String LIMIT_PROPERTY = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final String LIMIT_PROPERTY_SHORT = "org.bytedeco.javacpp.maxphysicalbytes";

    private FFmpegLibrary() {}

    /**
     * Loads them, once.
     *
     * @throws UnsatisfiedLinkError if this machine has none that fit
     */
    public static void load() {
        Loader.load(avutil.class);
        Loader.load(avcodec.class);
        Loader.load(avformat.class);
        Loader.load(swscale.class);
    }

    /** FFmpeg's version, such as {@code 8.0.1}, and its licence. Loads it. */
    public static String version() {
        load();
        return avutil.av_version_info().getString() + ", "
                + avutil.avutil_license().getString();
    }

    /**
     * Says once if JavaCPP may refuse to work because of our pictures: it compares the memory of
     * the whole process with a limit that it derives from the heap's size, and beyond it blocks for
     * a second and throws {@link OutOfMemoryError} wherever one of its pointers is made. We make
     * none while frames flow, but other users of JavaCPP in the process do.
     */
    static void warnOfPhysicalLimit(long pictureBytes) {
        boolean chosen = System.getProperty(LIMIT_PROPERTY) != null
                || System.getProperty(LIMIT_PROPERTY_SHORT) != null;
        long limit = Pointer.maxPhysicalBytes();
        long possible = pictureBytes + Runtime.getRuntime().maxMemory();
        if (!chosen && limit > 0 && possible > limit && WARNED.compareAndSet(false, true)) {
            LOG.warn(
                    "Heap and pictures may take {} MiB, but JavaCPP refuses to make pointers when"
                            + " the process takes more than {} MiB; start with -D{}=0 if anything"
                            + " else here uses JavaCPP",
                    possible >> 20,
                    limit >> 20,
                    LIMIT_PROPERTY);
        }
    }
}
