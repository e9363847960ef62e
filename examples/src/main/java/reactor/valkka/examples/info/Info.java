package reactor.valkka.examples.info;

import com.sun.jna.Native;

import io.netty.channel.epoll.Epoll;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

import java.util.function.Supplier;

/**
 * Prints which native libraries this JVM can load, one a line, and exits with 1 if a needed one is
 * missing. {@code ./valkka info} runs it and prints what the shell knows.
 */
public final class Info {

    private boolean complete = true;

    private Info() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) {
        Info info = new Info();
        info.row("FFmpeg", true, Info::ffmpeg);
        info.row("JNA", true, () -> Native.VERSION + ", native " + Native.VERSION_NATIVE);
        info.row("epoll", false, Info::epoll);
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "%-16s %d processors, heap up to %d MiB%n",
                "this JVM", runtime.availableProcessors(), runtime.maxMemory() >> 20);
        System.exit(info.complete ? 0 : 1);
    }

    private void row(String name, boolean needed, Supplier<String> value) {
        try {
            System.out.printf("%-16s %s%n", name, value.get());
        } catch (LinkageError | RuntimeException missing) {
            complete &= !needed;
            System.out.printf("%-16s %s: %s%n", name, needed ? "MISSING" : "not here", missing);
        }
    }

    private static String ffmpeg() {
        return avutil.av_version_info().getString()
                + " ("
                + avutil.avutil_license().getString()
                + "), H.264 decoder "
                + (avcodec.avcodec_find_decoder(avcodec.AV_CODEC_ID_H264) == null
                        ? "missing"
                        : "found");
    }

    private static String epoll() {
        return Epoll.isAvailable()
                ? "Netty's native epoll is used"
                : "not available, Java's own sockets are used: " + Epoll.unavailabilityCause();
    }
}
