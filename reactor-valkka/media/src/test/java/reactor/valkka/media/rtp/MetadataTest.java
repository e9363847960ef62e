package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.Codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

final class MetadataTest {
    private static final List<ByteBuffer> DOCUMENTS =
            List.of(document(500), document(20), document(64), document(129));

    private static ByteBuffer document(int length) {
        String text = "<tt:MetadataStream>" + "x".repeat(length) + "</tt:MetadataStream>";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ByteBuffer> packets() {
        return Reception.packets(new MetadataPacketizer(107, 1, 65_530, 64), DOCUMENTS, 9_000);
    }

    private static Reception reception() {
        return new Reception("vnd.onvif.metadata", 90_000, 1, "");
    }

    @Test
    void aDocumentEndsWithTheMarker() {
        try (Reception received = reception().receive(packets())) {
            assertThat(received.contents()).isEqualTo(DOCUMENTS);
            assertThat(received.described().codec()).isEqualTo(Codec.ONVIF_METADATA);
        }
    }

    @Test
    void withoutMarkersItEndsWithItsTimestamp() {
        List<ByteBuffer> packets = packets();
        packets.forEach(packet -> packet.put(1, (byte) 107));
        try (Reception received = reception().receive(packets).flush()) {
            assertThat(received.contents()).isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void aDocumentWithAGapIsThrownAwayAndTheNextOneFlagged() {
        List<ByteBuffer> packets = packets();
        packets.remove(3);
        try (Reception received = reception().receive(packets)) {
            assertThat(received.contents()).isEqualTo(DOCUMENTS.subList(1, 4));
            assertThat(received.units().get(0).header().lostPackets()).isEqualTo(1);
            assertThat(received.units().get(1).header().lostPackets()).isZero();
            assertThat(received.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Test
    void aDocumentThatIsOpenAtTheEndOfTheStreamIsThrownAway() {
        List<ByteBuffer> packets = packets();
        packets.remove(packets.size() - 1);
        try (Reception received = reception().receive(packets).flush()) {
            assertThat(received.contents()).isEqualTo(DOCUMENTS.subList(0, 3));
        }
    }

    @Test
    void theRestOfADocumentIsNone() {
        List<ByteBuffer> packets = packets();
        packets.remove(9);
        try (Reception received = reception().receive(packets)) {
            assertThat(received.contents())
                    .containsExactly(DOCUMENTS.get(0), DOCUMENTS.get(2), DOCUMENTS.get(3));
            assertThat(received.units().get(1).header().lostPackets()).isPositive();
        }
    }

    @Test
    void compressedMetadataIsNotRead() {
        PayloadFormat format =
                new PayloadFormat("vnd.onvif.metadata.gzip", 90_000, 1, FormatParameters.parse(""));
        assertThat(IncomingTracks.reads(format)).isFalse();
    }
}
