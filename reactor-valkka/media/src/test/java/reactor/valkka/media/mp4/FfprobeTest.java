package reactor.valkka.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.Clip;
import reactor.valkka.media.Peers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What ffprobe says about our files is what went into them. */
final class FfprobeTest {

    @ParameterizedTest
    @CsvSource({
        "H264, high-b-frames, PER_UNIT",
        "H264, high-b-frames, PER_GROUP",
        "H264, baseline, PER_UNIT",
        "H264, baseline, PER_GROUP",
        "H264, cropped-full-range, PER_UNIT",
        "H264, open-gop, PER_UNIT",
        "H264, open-gop, PER_GROUP",
        "H265, plain, PER_UNIT",
        "H265, plain, PER_GROUP",
        "H265, cropped, PER_UNIT",
        "H265, sub-layers, PER_GROUP",
        "H265, open-gop, PER_UNIT"
    })
    void readsTheSameTimesSizesAndFlags(
            Codec codec, String name, Fragmentation fragmentation, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve(name + ".mp4");
        try (Muxing muxing = new Muxing(fragmentation, Clip.read(codec, name))) {
            try (FileChannel out = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.write(muxing.file());
            }
            List<String> expected =
                    muxing.assembly.units().stream().map(FfprobeTest::describe).toList();
            assertThat(probe(file)).isEqualTo(expected);
        }
        decodesWithoutAWarning(file);
    }

    private static String describe(AccessUnit unit) {
        return unit.pts() + "," + unit.dts() + "," + unit.size() + ","
                + (unit.isKeyFrame() ? "K" : "_");
    }

    private static List<String> probe(Path file) {
        Peers.Result result = Peers.run(
                "ffprobe",
                "-v",
                "warning",
                "-select_streams",
                "v",
                "-show_entries",
                "packet=pts,dts,size,flags",
                "-of",
                "csv=p=0",
                file.toString());
        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
        return result.output().lines().map(FfprobeTest::withoutDiscard).toList();
    }

    /** Of the flags, only the first letter is about key frames. */
    private static String withoutDiscard(String line) {
        String[] fields = line.split(",", -1);
        return fields[0] + "," + fields[1] + "," + fields[2] + "," + fields[3].charAt(0);
    }

    private static void decodesWithoutAWarning(Path file) {
        Peers.Result result = Peers.run(
                "ffmpeg", "-nostdin", "-v", "warning", "-i", file.toString(), "-f", "null", "-");
        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
    }
}
