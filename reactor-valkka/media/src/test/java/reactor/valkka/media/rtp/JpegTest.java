package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.Jpegs;
import reactor.valkka.media.bitstream.JpegImage;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

final class JpegTest {
    private static final List<ByteBuffer> IMAGES =
            List.of(Jpegs.image(320, 240, 0), Jpegs.image(320, 240, 1), Jpegs.image(320, 240, 2));

    private static Reception reception() {
        return new Reception("JPEG", 90_000, 1, "");
    }

    private static List<ByteBuffer> packets(List<ByteBuffer> images) {
        return Reception.packets(new JpegPacketizer(26, 1, 65_530, 400), images, 3_600);
    }

    /** Headers are made anew: what counts is that the pictures are the same. */
    private static void assertSamePictures(List<ByteBuffer> received, List<ByteBuffer> sent) {
        assertThat(received).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            BufferedImage expected = Jpegs.decode(sent.get(i));
            BufferedImage actual = Jpegs.decode(received.get(i));
            assertThat(pixels(actual)).isEqualTo(pixels(expected));
        }
    }

    private static int[] pixels(BufferedImage image) {
        int width = image.getWidth();
        return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    }

    @Test
    void receivesWholeImages() {
        try (Reception received = reception().receive(packets(IMAGES))) {
            assertSamePictures(received.contents(), IMAGES);
            assertThat(received.units()).allMatch(AccessUnit::isKeyFrame);
            assertThat(received.setups()).hasSize(1);
            assertThat(received.described().codec()).isEqualTo(Codec.MJPEG);
            assertThat(received.described().format())
                    .isEqualTo(new TrackFormat.Video(320, 240, 1, 1, 0, 0, 1, 0));
        }
    }

    @Test
    void anotherSizeIsAnotherTrack() {
        List<ByteBuffer> images = List.of(IMAGES.get(0), Jpegs.image(160, 80, 1));
        try (Reception received = reception().receive(packets(images))) {
            assertSamePictures(received.contents(), images);
            assertThat(received.setups()).hasSize(2);
        }
    }

    @Test
    void withoutMarkersAnImageEndsWithItsTimestamp() {
        List<ByteBuffer> packets = packets(IMAGES);
        packets.forEach(packet -> packet.put(1, (byte) 26));
        try (Reception received = reception().receive(packets)) {
            assertThat(received.units()).hasSize(2);
            assertSamePictures(received.flush().contents(), IMAGES);
        }
    }

    @Test
    void markersOnAllPacketsAreSeenThroughAfterTheFirstImage() {
        List<ByteBuffer> packets = packets(IMAGES);
        packets.forEach(packet -> packet.put(1, (byte) (0x80 | 26)));
        try (Reception received = reception().receive(packets).flush()) {
            assertSamePictures(received.contents().subList(1, 3), IMAGES.subList(1, 3));
        }
    }

    @Test
    void anImageWithAGapIsThrownAway() {
        for (int lost = 0; lost < 6; lost++) {
            List<ByteBuffer> packets = packets(IMAGES);
            packets.remove(lost);
            try (Reception received = reception().receive(packets)) {
                assertSamePictures(received.contents(), IMAGES.subList(1, 3));
                assertThat(received.units()).noneMatch(AccessUnit::afterLoss);
            }
        }
    }

    @Test
    void anImageWithoutItsEndIsThrownAway() {
        List<ByteBuffer> packets = packets(IMAGES);
        int last = 0;
        while (!RtpPacket.marker(packets.get(last))) {
            last++;
        }
        packets.remove(last);
        try (Reception received = reception().receive(packets)) {
            assertSamePictures(received.contents(), IMAGES.subList(1, 3));
            assertThat(received.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Test
    void anImageThatIsOpenAtTheEndOfTheStreamIsThrownAway() {
        List<ByteBuffer> packets = packets(IMAGES.subList(0, 1));
        packets.remove(packets.size() - 1);
        try (Reception received = reception().receive(packets).flush()) {
            assertThat(received.units()).isEmpty();
        }
    }

    @Test
    void theEndOfImageIsPutBackWhereItIsMissing() {
        List<ByteBuffer> packets = packets(IMAGES.subList(0, 1));
        ByteBuffer last = packets.get(packets.size() - 1);
        last.limit(last.limit() - 2);
        try (Reception received = reception().receive(packets)) {
            assertSamePictures(received.contents(), IMAGES.subList(0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 50, 75, 99})
    void tablesAreComputedFromAQuality(int quality) {
        try (Reception received = reception().receive(List.of(outOfBand(quality, 0, 2, 2)))) {
            JpegImage image = JpegImage.parse(received.contents().get(0));
            int luma = image.quantization().at(0) & 0xFF;
            int scale = quality < 50 ? 5_000 / quality : 200 - 2 * quality;
            assertThat(luma).isEqualTo(Math.max(1, Math.min(255, (16 * scale + 50) / 100)));
            assertThat(image.halfHeight()).isFalse();
            assertThat(image.width()).isEqualTo(16);
        }
    }

    /** One packet that is an image. */
    private static ByteBuffer outOfBand(int quality, int type, int width, int height) {
        return Reception.packet(
                0, 0, true, 0, 0, 0, 0, type, quality, width, height, 1, 2, 3, 0xFF, 0xD9);
    }

    @Test
    void restartMarkersAreAnnounced() {
        ByteBuffer packet = Reception.packet(
                0, 0, true, 0, 0, 0, 0, 65, 50, 2, 2, 0, 7, 0xFF, 0xFF, 1, 2, 3, 0xFF, 0xD9);
        try (Reception received = reception().receive(List.of(packet))) {
            JpegImage image = JpegImage.parse(received.contents().get(0));
            assertThat(image.restartInterval()).isEqualTo(7);
            assertThat(image.halfHeight()).isTrue();
            assertThat(image.scanEnd() - image.scanStart()).isEqualTo(5);
        }
    }

    @Test
    void restartMarkersSurviveTheRoundTrip() {
        ByteBuffer packet = Reception.packet(
                0, 0, true, 0, 0, 0, 0, 65, 50, 2, 2, 0, 7, 0xFF, 0xFF, 1, 2, 3, 0xFF, 0xD9);
        List<ByteBuffer> sent = new ArrayList<>();
        try (Reception first = reception().receive(List.of(packet))) {
            sent.add(RtpAssembly.copy(first.contents().get(0)));
        }
        try (Reception second = reception().receive(packets(sent))) {
            assertThat(second.contents()).isEqualTo(sent);
        }
    }

    @Test
    void tablesThatCameBeforeAreUsedAgainForTheirQuality() {
        ByteBuffer with = Reception.packets(
                        new JpegPacketizer(26, 1, 0, 60_000), IMAGES.subList(0, 1), 0)
                .get(0);
        with.put(17, (byte) 200);
        ByteBuffer without = ByteBuffer.allocate(with.limit() - 128);
        without.put(with.duplicate().limit(24))
                .put(with.duplicate().position(24 + 128))
                .flip();
        without.putShort(22, (short) 0).putShort(2, (short) 1).putInt(4, 3_600);
        try (Reception received = reception().receive(List.of(with, without))) {
            assertThat(received.contents()).hasSize(2);
            assertThat(received.contents().get(1)).isEqualTo(received.contents().get(0));
        }
    }

    @Test
    void anImageWhoseTablesNeverCameIsThrownAway() {
        ByteBuffer packet = Reception.packet(
                0, 0, true, 0, 0, 0, 0, 1, 200, 2, 2, 0, 0, 0, 0, 1, 2, 3, 0xFF, 0xD9);
        try (Reception received = reception().receive(List.of(packet))) {
            assertThat(received.units()).isEmpty();
            assertThat(received.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Test
    void aSizeOver2040PixelsComesInTheExtension() {
        ByteBuffer packet = ByteBuffer.allocate(200);
        RtpPacket.putHeader(packet, true, 26, 0, 0, 1);
        packet.put(0, (byte) 0x90);
        packet.putShort((short) 0xFFD8).putShort((short) 5);
        packet.putShort((short) 0xFFC0).putShort((short) 17).put((byte) 8);
        packet.putShort((short) 2_160).putShort((short) 3_840).put(new byte[11]);
        packet.put(new byte[] {0, 0, 0, 0, 1, 50, 0, 0, 1, 2, 3});
        try (Reception received = reception().receive(List.of(packet.flip()))) {
            JpegImage image = JpegImage.parse(received.contents().get(0));
            assertThat(image.width()).isEqualTo(3_840);
            assertThat(image.height()).isEqualTo(2_160);
        }
    }

    @Test
    void withoutAnySizeThereIsNoImage() {
        try (Reception received = reception().receive(List.of(outOfBand(50, 1, 0, 0)))) {
            assertThat(received.units()).isEmpty();
            assertThat(received.count(Counter.PACKETS_MALFORMED)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 63, 66, 128, 255})
    void typesWithoutAMeaningAreSetAside(int type) {
        try (Reception received = reception().receive(List.of(outOfBand(50, type, 2, 2)))) {
            assertThat(received.units()).isEmpty();
            assertThat(received.count(Counter.PACKETS_MALFORMED)).isEqualTo(1);
        }
    }

    @Test
    void imagesThatRtpCannotCarryAreRefused() {
        JpegPacketizer packetizer = new JpegPacketizer(26, 1, 0, 1_460);
        ByteBuffer large = Jpegs.image(2_048, 16, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> packetizer.packetize(large, 0, packet -> {}))
                .withMessageContaining("2048×16");
    }
}
