package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FrameBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

@NoFrameLeaks
class NumberedVideoTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    private static byte[] drawn(int number) {
        byte[] luma = new byte[WIDTH * HEIGHT];
        PictureNumber.draw(number, luma, WIDTH, HEIGHT);
        return luma;
    }

    private static int read(byte[] luma) {
        return PictureNumber.of(ByteBuffer.wrap(luma), WIDTH, 1, WIDTH, HEIGHT);
    }

    @Test
    void everyNumberReadsAsItWasDrawn() {
        for (int number = 0; number < 1 << 16; number += 61) {
            assertThat(read(drawn(number))).isEqualTo(number);
        }
        assertThat(read(drawn((1 << 16) - 1))).isEqualTo((1 << 16) - 1);
        assertThatThrownBy(() -> drawn(1 << 16)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPictureOfTwoNumbersIsDamaged() {
        for (int number = 0; number < 1000; number++) {
            byte[] beside = drawn(number);
            byte[] below = drawn(number);
            byte[] other = drawn(number + 1);
            for (int y = 0; y < HEIGHT; y++) {
                System.arraycopy(other, y * WIDTH, beside, y * WIDTH, WIDTH / 2);
            }
            System.arraycopy(other, 0, below, 0, other.length / 2);
            assertThat(read(beside)).isEqualTo(PictureNumber.DAMAGED);
            assertThat(read(below)).isEqualTo(PictureNumber.DAMAGED);
        }
    }

    @Test
    void aGreyOrBlackPictureIsDamaged() {
        byte[] grey = new byte[WIDTH * HEIGHT];
        assertThat(read(grey)).isEqualTo(PictureNumber.DAMAGED);
        Arrays.fill(grey, (byte) 128);
        assertThat(read(grey)).isEqualTo(PictureNumber.DAMAGED);
    }

    @Test
    void readsPicturesWithGapsBetweenRows(TestPool pool) {
        PictureFormat format = PictureFormat.of(PixelFormat.GRAY8, WIDTH, HEIGHT, 256);
        FrameBuffer buffer = Objects.requireNonNull(pool.pictures(format, 1)
                .share(StreamId.of("cam"), 0)
                .tryAcquire(format.slotBytes()));
        byte[] luma = drawn(4711);
        int stride = format.planes().get(0).stride();
        for (int y = 0; y < HEIGHT; y++) {
            buffer.bytes().put(y * stride, luma, y * WIDTH, WIDTH);
        }
        buffer.bytes().position(format.slotBytes());
        PictureHeader header = PictureHeader.raw(StreamId.of("cam"), Pacing.LIVE, 90_000, 0, 0);
        try (HostPicture picture = HostPicture.of(buffer, header, format)) {
            assertThat(PictureNumber.of(picture)).isEqualTo(4711);
        }
    }

    @Test
    void clipsShowTheirNumbersAfterDecoding(@TempDir Path folder) throws IOException {
        Path clip = NumberedVideo.small(40).withBFrames(2).encode(folder.resolve("clip.mp4"));
        assertThat(decode(clip, folder.resolve("clip.gray")))
                .isEqualTo(IntStream.range(0, 40).boxed().toList());
    }

    @Test
    void rawClipsBeginWithAKeyFrame(@TempDir Path folder) throws IOException {
        Path clip = NumberedVideo.small(10)
                .withKeyFrameEvery(5)
                .withSize(640, 360)
                .encode(folder.resolve("clip.h264"));
        CameraVideo video = CameraVideo.annexB(Files.readAllBytes(clip));
        assertThat(video.units().stream().map(CameraVideo.Unit::isKeyFrame))
                .containsExactly(
                        true, false, false, false, false, true, false, false, false, false);
    }

    private static List<Integer> decode(Path clip, Path raw) throws IOException {
        Peers.Output output = Peers.run(
                Duration.ofSeconds(60),
                List.of(
                        Peers.require("ffmpeg", "ffmpeg").toString(),
                        "-v",
                        "error",
                        "-i",
                        clip.toString(),
                        "-vf",
                        "extractplanes=y",
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "rawvideo",
                        raw.toString()));
        assertThat(output).isEqualTo(new Peers.Output(0, ""));
        ByteBuffer pictures = ByteBuffer.wrap(Files.readAllBytes(raw));
        List<Integer> numbers = new ArrayList<>();
        while (pictures.hasRemaining()) {
            ByteBuffer picture = pictures.slice(pictures.position(), WIDTH * HEIGHT);
            numbers.add(PictureNumber.of(picture, WIDTH, 1, WIDTH, HEIGHT));
            pictures.position(pictures.position() + WIDTH * HEIGHT);
        }
        return numbers;
    }
}
