package reactor.valkka.ffmpeg.blockhound;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

import java.util.List;

/**
 * Tells BlockHound of the native functions of libavformat that read and write files: opening,
 * probing, reading, seeking, writing, closing. Those of libavcodec and libswscale compute and do
 * not wait, so decoders' threads may call them. Those threads may wait in one place alone,
 * where nothing is due.
 *
 * <p>Found through its service file; nothing is loaded where BlockHound is not.
 */
public final class FFmpegCalls implements BlockHoundIntegration {
    /** The class whose functions these are. */
    static final String OWNER = "org.bytedeco.ffmpeg.global.avformat";

    /** Where a decoder's thread waits while it has nothing to do. */
    static final String IDLE_CLASS = "reactor.valkka.ffmpeg.DecodeWorker";

    static final String IDLE_METHOD = "rest";

    private static final String FORMAT = "Lorg/bytedeco/ffmpeg/avformat/AVFormatContext;";
    private static final String INPUT = "Lorg/bytedeco/ffmpeg/avformat/AVInputFormat;";
    private static final String IO = "Lorg/bytedeco/ffmpeg/avformat/AVIOContext;";
    private static final String INTERRUPT = "Lorg/bytedeco/ffmpeg/avformat/AVIOInterruptCB;";
    private static final String PACKET = "Lorg/bytedeco/ffmpeg/avcodec/AVPacket;";
    private static final String OPTIONS = "Lorg/bytedeco/ffmpeg/avutil/AVDictionary;";
    private static final String POINTERS = "Lorg/bytedeco/javacpp/PointerPointer;";
    private static final String BYTES = "Lorg/bytedeco/javacpp/BytePointer;";
    private static final String BUFFER = "Ljava/nio/ByteBuffer;";
    private static final String STRING = "Ljava/lang/String;";

    /**
     * A native function.
     *
     * @param name of the method
     * @param descriptor of its parameters and result
     */
    record Function(String name, String descriptor) {}

    /** All that may block. */
    static final List<Function> BLOCKING = List.of(
            new Function("avformat_open_input", "(" + POINTERS + BYTES + INPUT + POINTERS + ")I"),
            new Function("avformat_open_input", "(" + FORMAT + BYTES + INPUT + OPTIONS + ")I"),
            new Function("avformat_open_input", "(" + FORMAT + STRING + INPUT + OPTIONS + ")I"),
            new Function("avformat_find_stream_info", "(" + FORMAT + POINTERS + ")I"),
            new Function("avformat_find_stream_info", "(" + FORMAT + OPTIONS + ")I"),
            new Function("av_read_frame", "(" + FORMAT + PACKET + ")I"),
            new Function("av_seek_frame", "(" + FORMAT + "IJI)I"),
            new Function("avformat_seek_file", "(" + FORMAT + "IJJJI)I"),
            new Function("avformat_close_input", "(" + POINTERS + ")V"),
            new Function("avformat_close_input", "(" + FORMAT + ")V"),
            new Function("avformat_write_header", "(" + FORMAT + POINTERS + ")I"),
            new Function("avformat_write_header", "(" + FORMAT + OPTIONS + ")I"),
            new Function("av_write_frame", "(" + FORMAT + PACKET + ")I"),
            new Function("av_interleaved_write_frame", "(" + FORMAT + PACKET + ")I"),
            new Function("av_write_trailer", "(" + FORMAT + ")I"),
            new Function("avio_open", "(" + POINTERS + BYTES + "I)I"),
            new Function("avio_open", "(" + IO + BYTES + "I)I"),
            new Function("avio_open", "(" + IO + STRING + "I)I"),
            new Function("avio_open2", "(" + POINTERS + BYTES + "I" + INTERRUPT + POINTERS + ")I"),
            new Function("avio_open2", "(" + IO + BYTES + "I" + INTERRUPT + OPTIONS + ")I"),
            new Function("avio_open2", "(" + IO + STRING + "I" + INTERRUPT + OPTIONS + ")I"),
            new Function("avio_read", "(" + IO + BYTES + "I)I"),
            new Function("avio_read", "(" + IO + BUFFER + "I)I"),
            new Function("avio_read", "(" + IO + "[BI)I"),
            new Function("avio_read_partial", "(" + IO + BYTES + "I)I"),
            new Function("avio_read_partial", "(" + IO + BUFFER + "I)I"),
            new Function("avio_read_partial", "(" + IO + "[BI)I"),
            new Function("avio_write", "(" + IO + BYTES + "I)V"),
            new Function("avio_write", "(" + IO + BUFFER + "I)V"),
            new Function("avio_write", "(" + IO + "[BI)V"),
            new Function("avio_flush", "(" + IO + ")V"),
            new Function("avio_close", "(" + IO + ")I"),
            new Function("avio_closep", "(" + POINTERS + ")I"),
            new Function("avio_closep", "(" + IO + ")I"));

    /** For the service loader. */
    public FFmpegCalls() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        for (Function function : BLOCKING) {
            builder.markAsBlocking(OWNER, function.name(), function.descriptor());
        }
        builder.allowBlockingCallsInside(IDLE_CLASS, IDLE_METHOD);
    }
}
