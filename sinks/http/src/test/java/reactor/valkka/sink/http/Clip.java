package reactor.valkka.sink.http;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.AnnexBUnits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip of numbered pictures, in access units.
 *
 * @param codec H.264 or H.265
 * @param units in decoding order, Annex B without the first start code
 * @param shown which picture each unit shows
 */
record Clip(Codec codec, List<ByteBuffer> units, int[] shown) {
    static final Clip WIDE = load("numbered-320x180");
    static final Clip SMALL = load("numbered-192x144");
    static final Clip WITH_B_FRAMES = load("numbered-b-frames");
    static final Clip H265 = load(Codec.H265, "numbered-320x180");

    private static Clip load(String name) {
        return load(Codec.H264, name);
    }

    private static Clip load(Codec codec, String name) {
        List<ByteBuffer> units = new ArrayList<>();
        AnnexBUnits.forEach(
                codec,
                ByteBuffer.wrap(read(name + (codec == Codec.H264 ? ".h264" : ".h265"))),
                (data, from, to) -> units.add(data.slice(from, to - from)));
        int[] shown = new int[units.size()];
        boolean reordered = Clip.class.getResource(name + ".pts") != null;
        String[] order = reordered
                ? new String(read(name + ".pts"), StandardCharsets.US_ASCII).split("\n", -1)
                : new String[0];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = reordered ? Integer.parseInt(order[i]) : i;
        }
        return new Clip(codec, List.copyOf(units), shown);
    }

    private static byte[] read(String file) {
        try (InputStream in = Clip.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("No clip " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
