package reactor.valkka.blockhound;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets BlockHound watch the threads that must never block: those of the network ({@code
 * valkka-net-*}), of decoders ({@code valkka-decode-*}) and of displays ({@code valkka-gl*}). Those
 * of disks, files and devices may block: it is what they are for.
 *
 * <p>Found through its service file; nothing is loaded where BlockHound is not.
 *
 * <p>BlockHound knows the blocking calls of the JDK and sees none in native code of others. Beside
 * the JDK's own it is told here of positioned reads and writes of files and of {@code fsync}. A
 * module with native methods that may block brings an integration of its own, in the same way:
 *
 * <pre>{@code
 * public final class FfmpegCalls implements BlockHoundIntegration {
 *     @Override
 *     public void applyTo(BlockHound.Builder builder) {
 *         builder.markAsBlocking(
 *                 "org.bytedeco.ffmpeg.global.avformat", "av_read_frame",
 *                 "(Lorg/bytedeco/ffmpeg/avformat/AVFormatContext;"
 *                         + "Lorg/bytedeco/ffmpeg/avcodec/AVPacket;)I");
 *     }
 * }
 * }</pre>
 *
 * <p>with its name in a file {@code META-INF/services/} that is named as the interface. The method
 * is the {@code native} one itself, its class by name and its signature as a descriptor, so that
 * nothing is loaded by naming it.
 */
public final class ValkkaThreads implements BlockHoundIntegration {
    private static final String FILE_DESCRIPTOR = "Ljava/io/FileDescriptor;";

    /** Where the native methods of file channels are: on JDK 17, and since JDK 21. */
    private static final String[] FILE_DISPATCHERS = {
        "sun.nio.ch.FileDispatcherImpl", "sun.nio.ch.UnixFileDispatcherImpl"
    };

    /**
     * Where the verification of Reactive Streams notes what it was given: in a queue with a lock,
     * for which a thread may have to wait a moment.
     */
    private static final String VERIFICATION_QUEUE =
            "org.reactivestreams.tck.TestEnvironment$Receptacle";

    /**
     * Netty's allocator: where it grows or shrinks, a thread may wait for another one to be done
     * with a lock that is held for a few stores. Netty allows the same to its other allocator only.
     */
    private static final String ALLOCATOR = "io.netty.buffer.AdaptivePoolingAllocator";

    /** For the service loader. */
    public ValkkaThreads() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.nonBlockingThreadPredicate(
                known -> known.or(thread -> mustNotBlock(thread.getName())));
        for (String dispatcher : FILE_DISPATCHERS) {
            builder.markAsBlocking(dispatcher, "force0", "(" + FILE_DESCRIPTOR + "Z)I");
            builder.markAsBlocking(dispatcher, "pread0", "(" + FILE_DESCRIPTOR + "JIJ)I");
            builder.markAsBlocking(dispatcher, "pwrite0", "(" + FILE_DESCRIPTOR + "JIJ)I");
        }
        builder.allowBlockingCallsInside(VERIFICATION_QUEUE, "add");
        builder.allowBlockingCallsInside(VERIFICATION_QUEUE, "complete");
        builder.allowBlockingCallsInside(ALLOCATOR + "$MagazineGroup", "tryExpandMagazines");
        builder.allowBlockingCallsInside(ALLOCATOR + "$MagazineGroup", "free");
        builder.allowBlockingCallsInside(ALLOCATOR + "$Magazine", "free");
    }

    private static boolean mustNotBlock(String threadName) {
        return threadName.startsWith("valkka-net-")
                || threadName.startsWith("valkka-decode-")
                || threadName.startsWith("valkka-gl");
    }
}
