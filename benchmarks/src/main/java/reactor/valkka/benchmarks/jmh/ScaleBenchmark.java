package reactor.valkka.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FramePool;

import java.util.concurrent.TimeUnit;

/** A picture of 1280×720 to 480×270, as analysis wants it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScaleBenchmark {
    private static final int SOURCE_WIDTH = 1_280;
    private static final int SOURCE_HEIGHT = 720;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 270;

    /** What it is made. */
    @Param({"RGB24", "YUV420P"})
    public PixelFormat pixels = PixelFormat.RGB24;

    private final PictureSource film = new PictureSource(SOURCE_WIDTH, SOURCE_HEIGHT);
    private final Taker taker = Taker.whenTold();
    private final FramePool pool = FramePool.builder("thumbnails")
            .slotBytes(PictureFormat.of(PixelFormat.RGB24, WIDTH, HEIGHT, 1).slotBytes())
            .hold("scaled", 2)
            .build();

    /** Connects. */
    @Setup
    public void begin() {
        PictureFormat format = PictureFormat.of(pixels, WIDTH, HEIGHT, 1);
        film.transform(Scale.to(format, pool)).subscribe(taker);
    }

    /** Gives everything back. */
    @TearDown
    public void end() {
        taker.cancel();
        pool.dispose();
        film.close();
    }

    /** One picture. */
    @Benchmark
    public long picture() {
        taker.request(1);
        taker.check();
        return taker.taken();
    }
}
