package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;

/**
 * One decoder of FFmpeg. Opened, fed, flushed and freed on one thread; draws into the slots of a
 * {@link SlotSource}.
 *
 * <p>Units are fed where they lie, without a copy: with one thread FFmpeg is through with the data
 * when {@link #send} returns. With several it copies them, because it goes on reading.
 */
final class CodecContext implements AutoCloseable {
    /** FFmpeg adds it to the level of each message, so that none reaches the standard error. */
    private static final int SILENT = 100;

    private final Codec codec;
    private final String where;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;
    private final NativeView data = new NativeView();
    private final @Nullable AVBufferRef uncopied;
    private final int callbackId;
    private boolean loopFilterSkipped;
    private boolean closed;

    CodecContext(Track track, String where, int threads, SlotSource slots) {
        codec = track.codec();
        this.where = where;
        AVCodec decoder = avcodec.avcodec_find_decoder(codecId(codec));
        if (decoder == null) {
            throw new UnsupportedMediaException(
                    where, "a codec that FFmpeg was built with", codec.name());
        }
        context = avcodec.avcodec_alloc_context3(decoder);
        packet = avcodec.av_packet_alloc();
        frame = avutil.av_frame_alloc();
        uncopied = threads == 1 ? SlotCallback.anyBuffer() : null;
        callbackId = SlotCallback.register(slots);
        try {
            open(decoder, track, threads);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(AVCodec decoder, Track track, int threads) {
        context.log_level_offset(SILENT);
        context.thread_count(threads);
        context.opaque(new NativeView().at(callbackId));
        context.get_buffer2(SlotCallback.INSTANCE);
        byte[] extradata = Extradata.of(track);
        if (extradata.length > 0) {
            context.extradata(nativeCopy(extradata));
            context.extradata_size(extradata.length);
        }
        int result = avcodec.avcodec_open2(context, decoder, (AVDictionary) null);
        AvError.check("avcodec_open2", result, where);
    }

    private static BytePointer nativeCopy(byte[] bytes) {
        BytePointer copy = new BytePointer(
                avutil.av_mallocz(bytes.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
        copy.put(bytes, 0, bytes.length);
        return copy;
    }

    static int codecId(Codec codec) {
        return switch (codec) {
            case H264 -> avcodec.AV_CODEC_ID_H264;
            case H265 -> avcodec.AV_CODEC_ID_HEVC;
            case MJPEG -> avcodec.AV_CODEC_ID_MJPEG;
            case AAC -> avcodec.AV_CODEC_ID_AAC;
            case PCMU -> avcodec.AV_CODEC_ID_PCM_MULAW;
            case PCMA -> avcodec.AV_CODEC_ID_PCM_ALAW;
            case OPUS -> avcodec.AV_CODEC_ID_OPUS;
            case ONVIF_METADATA -> avcodec.AV_CODEC_ID_NONE;
        };
    }

    Codec codec() {
        return codec;
    }

    /** Replaces the parameter sets, with the next unit that is sent. */
    void announce(byte[] extradata) {
        BytePointer copy = avcodec.av_packet_new_side_data(
                packet, avcodec.AV_PKT_DATA_NEW_EXTRADATA, extradata.length);
        copy.put(extradata, 0, extradata.length);
    }

    /** Whether the units that follow are decoded without the codec's loop filter; at first not. */
    void skipLoopFilter(boolean skip) {
        if (skip != loopFilterSkipped) {
            loopFilterSkipped = skip;
            context.skip_loop_filter(skip ? avcodec.AVDISCARD_ALL : avcodec.AVDISCARD_DEFAULT);
        }
    }

    /**
     * Feeds a unit.
     *
     * @param number comes back with the picture as its {@code pts}
     * @return 0, or FFmpeg's error
     */
    int send(AccessUnit unit, long number) {
        long address = unit.slab().address(NativeView::addressOf) + unit.slabOffset();
        packet.data(data.at(address));
        packet.size(unit.size());
        packet.pts(number);
        packet.dts(number);
        packet.flags(unit.isKeyFrame() ? avcodec.AV_PKT_FLAG_KEY : 0);
        if (uncopied != null) {
            packet.buf(uncopied);
        }
        int result = avcodec.avcodec_send_packet(context, packet);
        packet.buf(null);
        packet.data(null);
        packet.size(0);
        if (packet.side_data_elems() > 0) {
            avcodec.av_packet_free_side_data(packet);
        }
        return result;
    }

    /** Says that no more units come; what is inside can be received then. */
    int sendEnd() {
        return avcodec.avcodec_send_packet(context, null);
    }

    /** Moves the next picture into {@link #frame()}: 0, {@code EAGAIN}, {@code EOF}, error. */
    int receive() {
        return avcodec.avcodec_receive_frame(context, frame);
    }

    /** What {@link #receive} filled; until the next call, or {@link #unref}. */
    AVFrame frame() {
        return frame;
    }

    void unref() {
        avutil.av_frame_unref(frame);
    }

    /** Forgets all references; the next unit must be a key frame. */
    void flush() {
        avcodec.avcodec_flush_buffers(context);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            avutil.av_frame_free(frame);
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(context);
            SlotCallback.unregister(callbackId);
        }
    }
}
