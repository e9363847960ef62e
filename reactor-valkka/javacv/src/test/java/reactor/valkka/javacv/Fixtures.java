package reactor.valkka.javacv;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Pools, drawn pictures and a film whose pictures differ in brightness. */
final class Fixtures {
    static final StreamId STREAM = StreamId.of("drawn");

    private Fixtures() {}

    static FramePool pool(int slots) {
        return FramePool.builder("fixture")
                .hold("test", slots)
                .slotBytes(1 << 20)
                .build();
    }

    static PictureHeader header(long pts) {
        return PictureHeader.raw(STREAM, Pacing.ON_DEMAND, 25, pts, 0);
    }

    /** A picture whose bytes in each plane count up along rows and columns. */
    static HostPicture drawn(PoolShare share, PixelFormat pixels, int width, int height, long pts) {
        PictureFormat format = PictureFormat.of(pixels, width, height, 64);
        FrameBuffer buffer = share.tryAcquire(format.slotBytes());
        if (buffer == null) {
            throw new AssertionError("no slot for a drawing: " + share.pool().stats());
        }
        ByteBuffer bytes = buffer.bytes();
        for (PictureFormat.Plane plane : format.planes()) {
            for (int row = 0; row < plane.rows(); row++) {
                for (int i = 0; i < plane.rowBytes(); i++) {
                    bytes.put(plane.offset() + row * plane.stride() + i, (byte) (16 * row + i));
                }
            }
        }
        bytes.position(format.slotBytes());
        return HostPicture.of(buffer, header(pts), format);
    }

    /** A picture of one colour: its samples, those of planes with one byte a pixel first. */
    static HostPicture flat(PoolShare share, PictureFormat format, int... samples) {
        FrameBuffer buffer = share.tryAcquire(format.slotBytes());
        if (buffer == null) {
            throw new AssertionError("no slot for a drawing: " + share.pool().stats());
        }
        ByteBuffer bytes = buffer.bytes();
        int first = 0;
        for (int p = 0; p < format.planes().size(); p++) {
            PictureFormat.Plane plane = format.planes().get(p);
            int last = p == format.planes().size() - 1 ? samples.length : first + 1;
            for (int row = 0; row < plane.rows(); row++) {
                for (int i = 0; i < plane.rowBytes(); i++) {
                    int sample = samples[first + i % (last - first)];
                    bytes.put(plane.offset() + row * plane.stride() + i, (byte) sample);
                }
            }
            first = last;
        }
        bytes.position(format.slotBytes());
        return HostPicture.of(buffer, header(0), format);
    }

    /** Records a film of grey pictures, the n-th of brightness 40 + 4 n, 25 a second. */
    static Path film(Path folder, int pictures) throws Exception {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        Path file = folder.resolve("grey.mp4");
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 64, 48)) {
            recorder.setFormat("mp4");
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
            recorder.setFrameRate(25);
            recorder.start();
            for (int i = 0; i < pictures; i++) {
                Frame frame = new Frame(64, 48, Frame.DEPTH_UBYTE, 3);
                ByteBuffer samples = (ByteBuffer) frame.image[0];
                while (samples.hasRemaining()) {
                    samples.put((byte) (40 + 4 * i));
                }
                samples.rewind();
                recorder.record(frame);
                frame.close();
            }
        }
        return file;
    }
}
