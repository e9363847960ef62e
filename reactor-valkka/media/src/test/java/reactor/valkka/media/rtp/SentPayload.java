package reactor.valkka.media.rtp;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;
import reactor.valkka.media.Jpegs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The payload formats that have a packetizer, with units of all sizes to send. */
enum SentPayload {
    H264("H264", 90_000, 1, "packetization-mode=1") {
        @Override
        Sent sent(Random random) {
            return clip(Clip.read("baseline"), random);
        }
    },
    H265("H265", 90_000, 1, "") {
        @Override
        Sent sent(Random random) {
            Clip clip = Clip.read(Codec.H265, random.nextBoolean() ? "plain" : "sub-layers");
            return clip(clip, random);
        }
    },
    H265_INTERLEAVED("H265", 90_000, 1, "sprop-max-don-diff=15; sprop-depack-buf-nalus=15") {
        @Override
        Sent sent(Random random) {
            Clip clip = Clip.read(Codec.H265, random.nextBoolean() ? "plain" : "sub-layers");
            return interleaved(clip, 16, random);
        }
    },
    MJPEG("JPEG", 90_000, 1, "") {
        @Override
        Sent sent(Random random) {
            List<ByteBuffer> images = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                images.add(Jpegs.image(64 + random.nextInt(3) * 8, 48, i));
            }
            int payload = 200 + random.nextInt(600);
            return Sent.of(
                    new JpegPacketizer(26, 1, first(random), payload), received(images), 3_600);
        }
    },
    AAC("mpeg4-generic", 48_000, 2, "mode=AAC-hbr; config=1190") {
        @Override
        Sent sent(Random random) {
            AacPacketizer packetizer =
                    new AacPacketizer(97, 1, first(random), payload(random), 1_024);
            List<ByteBuffer> units = units(random, 400);
            if (random.nextBoolean()) {
                return Sent.of(packetizer, units, 1_024);
            }
            List<ByteBuffer> packets = new ArrayList<>();
            packetizer.packetize(units, 0, packet -> packets.add(RtpAssembly.copy(packet)));
            return new Sent(units, packets);
        }
    },
    PCMU("PCMU", 8_000, 1, "") {
        @Override
        Sent sent(Random random) {
            return Sent.of(
                    SoundPacketizer.g711(0, 1, first(random), 1_460, 1), units(random, 160), 160);
        }
    },
    PCMA("PCMA", 8_000, 1, "") {
        @Override
        Sent sent(Random random) {
            return Sent.of(
                    SoundPacketizer.g711(8, 1, first(random), 1_460, 1), units(random, 160), 160);
        }
    },
    OPUS("opus", 48_000, 2, "") {
        @Override
        Sent sent(Random random) {
            return Sent.of(
                    SoundPacketizer.opus(96, 1, first(random), 1_460), units(random, 300), 960);
        }
    },
    METADATA("vnd.onvif.metadata", 90_000, 1, "") {
        @Override
        Sent sent(Random random) {
            List<ByteBuffer> documents = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String text = "<doc n=\"" + i + "\">" + "z<".repeat(random.nextInt(300)) + "</doc>";
                documents.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
            return Sent.of(
                    new MetadataPacketizer(107, 1, first(random), payload(random)),
                    documents,
                    9_000);
        }
    };

    /**
     * What was sent.
     *
     * @param units as they went into the packetizer
     * @param packets as they came out of it
     */
    record Sent(List<ByteBuffer> units, List<ByteBuffer> packets) {

        static Sent of(Packetizer packetizer, List<ByteBuffer> units, int ticks) {
            return new Sent(units, Reception.packets(packetizer, units, ticks));
        }
    }

    private final PayloadFormat format;

    SentPayload(String encoding, int clockRateHz, int channels, String parameters) {
        format = new PayloadFormat(
                encoding, clockRateHz, channels, FormatParameters.parse(parameters));
    }

    /** Many units, with a first sequence number and sizes by the seed. */
    abstract Sent sent(Random random);

    /** Whether units are pictures that need others. */
    boolean dependsOnOthers() {
        return this == H264 || this == H265 || this == H265_INTERLEAVED;
    }

    Reception reception() {
        return new Reception(format);
    }

    private static Sent clip(Clip clip, Random random) {
        try (Assembly source = new Assembly(clip.codec()).play(clip)) {
            List<ByteBuffer> units = source.units().stream()
                    .map(unit -> RtpAssembly.copy(unit.bytes()))
                    .toList();
            return new Sent(
                    units, RtpAssembly.packets(clip, payload(random), random.nextBoolean()));
        }
    }

    /** NAL units sent in another order than that of decoding. */
    static Sent interleaved(Clip clip, int depth, Random random) {
        InterleavedH265Packetizer packetizer = new InterleavedH265Packetizer(
                96, 1, first(random), payload(random), random.nextBoolean(), depth, random);
        List<ByteBuffer> units = new ArrayList<>();
        List<ByteBuffer> packets = new ArrayList<>();
        try (Assembly source = new Assembly(clip.codec()).play(clip)) {
            for (AccessUnit unit : source.units()) {
                List<Bytes> sets = unit.isKeyFrame()
                        ? unit.setup().tracks().get(0).parameterSets()
                        : List.of();
                units.add(RtpAssembly.copy(unit.bytes()));
                packetizer.packetize(
                        unit.bytes(),
                        sets,
                        (int) unit.pts(),
                        packet -> packets.add(RtpAssembly.copy(packet)));
            }
        }
        packetizer.flush(packet -> packets.add(RtpAssembly.copy(packet)));
        return new Sent(units, packets);
    }

    /** Images with the headers that a receiver writes, since RTP does not carry them. */
    private static List<ByteBuffer> received(List<ByteBuffer> images) {
        List<ByteBuffer> packets =
                Reception.packets(new JpegPacketizer(26, 1, 0, 1_000), images, 3_600);
        try (Reception reception = MJPEG.reception()) {
            return reception.receive(packets).flush().contents().stream()
                    .map(RtpAssembly::copy)
                    .toList();
        }
    }

    private static int first(Random random) {
        return random.nextInt(1 << 16);
    }

    private static int payload(Random random) {
        return 64 + random.nextInt(400);
    }

    private static List<ByteBuffer> units(Random random, int bytesMax) {
        List<ByteBuffer> units = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] bytes = new byte[1 + random.nextInt(bytesMax)];
            random.nextBytes(bytes);
            bytes[0] = 0x21;
            units.add(ByteBuffer.wrap(bytes));
        }
        return units;
    }
}
