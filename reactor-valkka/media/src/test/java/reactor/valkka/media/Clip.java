package reactor.valkka.media;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.AnnexBUnits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A raw H.264 or H.265 clip among the test resources, with the times of its access units. */
public record Clip(Codec codec, String name, ByteBuffer stream, List<Packet> packets) {
    /** Ticks per second of the times. */
    public static final int CLOCK_RATE_HZ = 90_000;

    /** Times of one access unit as ffprobe read them. */
    public record Packet(long pts, long dts, boolean keyFrame) {}

    /** An H.264 clip. */
    public static Clip read(String name) {
        return read(Codec.H264, name);
    }

    public static Clip read(Codec codec, String name) {
        String type = codec.name().toLowerCase(Locale.ROOT);
        String path = "/" + type + "/" + name;
        List<Packet> packets = new String(
                        resource(path + ".packets.csv"), StandardCharsets.US_ASCII)
                .lines()
                .map(Clip::packet)
                .toList();
        return new Clip(codec, name, ByteBuffer.wrap(resource(path + "." + type)), packets);
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
        AnnexBUnits.forEach(
                codec, stream, (data, from, to) -> units.add(data.slice(from, to - from)));
        return units;
    }
}
