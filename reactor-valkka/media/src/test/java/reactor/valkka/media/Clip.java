package reactor.valkka.media;

import reactor.valkka.media.bitstream.AnnexBUnits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A raw H.264 clip among the test resources, with the times of its access units. */
public record Clip(String name, ByteBuffer stream, List<Packet> packets) {
    /** Ticks per second of the times. */
    public static final int CLOCK_RATE_HZ = 90_000;

    /** Times of one access unit as ffprobe read them. */
    public record Packet(long pts, long dts, boolean keyFrame) {}

    public static Clip read(String name) {
        List<Packet> packets = new String(
                        resource("/h264/" + name + ".packets.csv"), StandardCharsets.US_ASCII)
                .lines()
                .map(Clip::packet)
                .toList();
        return new Clip(name, ByteBuffer.wrap(resource("/h264/" + name + ".h264")), packets);
    }

    private static Packet packet(String line) {
        String[] fields = line.split(",", -1);
        return new Packet(
                Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2].startsWith("K"));
    }

    private static byte[] resource(String path) {
        try (InputStream in = Clip.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("No test resource " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The access units in Annex B framing. */
    public List<ByteBuffer> units() {
        List<ByteBuffer> units = new ArrayList<>();
        AnnexBUnits.forEach(stream, (data, from, to) -> units.add(data.slice(from, to - from)));
        return units;
    }
}
