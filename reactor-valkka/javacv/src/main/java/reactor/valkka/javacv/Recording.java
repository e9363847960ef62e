package reactor.valkka.javacv;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.javacv.RecorderException.Stage;

import java.nio.ByteBuffer;

/** A recorder from its first picture to its last. For one thread. */
final class Recording implements AutoCloseable {
    private final RecorderFactory factory;
    private @Nullable FrameRecorder recorder;
    private long firstNanos;
    private @Nullable ByteBuffer tight;

    Recording(RecorderFactory factory) {
        this.factory = factory;
    }

    void record(HostPicture picture) {
        FrameRecorder recorder = started(picture);
        long micros = (picture.ptsNanos() - firstNanos) / 1_000;
        if (micros > recorder.getTimestamp()) {
            recorder.setTimestamp(micros);
        }
        try {
            if (recorder instanceof FFmpegFrameRecorder ffmpeg) {
                ffmpeg.record(tightFrame(picture), ffmpegFormat(picture.format().pixelFormat()));
            } else {
                recorder.record(JavaCvFrames.of(picture));
            }
        } catch (FrameRecorder.Exception e) {
            throw new RecorderException(Stage.RECORD, e);
        }
    }

    private FrameRecorder started(HostPicture picture) {
        if (recorder == null) {
            firstNanos = picture.ptsNanos();
            try {
                recorder = factory.create(picture.format());
                recorder.start();
            } catch (Exception | LinkageError e) {
                throw new RecorderException(Stage.START, e);
            }
        }
        return recorder;
    }

    /** FFmpeg's recorder computes the places of all planes from the width: no gaps, then. */
    private Frame tightFrame(HostPicture picture) {
        PictureFormat format = picture.format();
        PixelFormat pixels = format.pixelFormat();
        int bytes = PictureFormat.of(pixels, format.width(), format.height(), 1).slotBytes();
        if (tight == null || tight.capacity() != bytes) {
            tight = ByteBuffer.allocateDirect(bytes);
        }
        tight.clear();
        HostPictures.copyTight(picture, tight);
        tight.rewind();
        int stride = pixels.rowBytes(0, format.width());
        return JavaCvFrames.frame(picture, pixels == PixelFormat.GRAY8 ? 1 : 3, stride, tight);
    }

    private static int ffmpegFormat(PixelFormat format) {
        return switch (format) {
            case YUV420P -> avutil.AV_PIX_FMT_YUV420P;
            case YUV422P -> avutil.AV_PIX_FMT_YUV422P;
            case YUV444P -> avutil.AV_PIX_FMT_YUV444P;
            case NV12 -> avutil.AV_PIX_FMT_NV12;
            case YUYV422 -> avutil.AV_PIX_FMT_YUYV422;
            case RGB24 -> avutil.AV_PIX_FMT_RGB24;
            case BGR24 -> avutil.AV_PIX_FMT_BGR24;
            case GRAY8 -> avutil.AV_PIX_FMT_GRAY8;
        };
    }

    @Override
    public void close() {
        if (recorder != null) {
            try {
                recorder.close();
            } catch (FrameRecorder.Exception e) {
                throw new RecorderException(Stage.CLOSE, e);
            } finally {
                recorder = null;
            }
        }
    }
}
