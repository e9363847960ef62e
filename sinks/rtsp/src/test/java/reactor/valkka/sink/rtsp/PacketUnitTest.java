package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class PacketUnitTest {
    private final List<ByteBuf> made = new ArrayList<>();

    @AfterEach
    void nothingIsHeldAnyMore() {
        assertThat(made).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    @Test
    void packetsOfOneSizeAndASmallerLastOneAreOneRun() {
        PacketUnit unit = unit(1412, 1412, 1412, 300);

        assertThat(shapes(unit)).containsExactly("4 x 1412 of 4536");
        unit.release();
    }

    @Test
    void aSmallPacketFirstIsARunOfItsOwn() {
        PacketUnit unit = unit(80, 1412, 1412, 900, 1412);

        assertThat(shapes(unit))
                .containsExactly("1 x 80 of 80", "3 x 1412 of 3724", "1 x 1412 of 1412");
        unit.release();
    }

    @Test
    void aRunIsNoLongerThanTheKernelCuts() {
        PacketUnit unit =
                unit(Stream.generate(() -> 100).limit(150).mapToInt(i -> i).toArray());

        assertThat(shapes(unit))
                .containsExactly("64 x 100 of 6400", "64 x 100 of 6400", "22 x 100 of 2200");
        unit.release();
    }

    @Test
    void aLargeUnitLiesInChunksThatBeginWithPackets() {
        int[] sizes = Stream.generate(() -> 1412).limit(100).mapToInt(i -> i).toArray();
        PacketUnit unit = unit(sizes);

        assertThat(unit.chunkCount()).isEqualTo(5);
        assertThat(unit.bytes()).isEqualTo(100 * 1416);
        int packets = 0;
        for (int i = 0; i < unit.chunkCount(); i++) {
            ByteBuf chunk = unit.chunk(i, 0);
            assertThat(chunk.readableBytes()).isLessThanOrEqualTo(PacketUnit.CHUNK_BYTES);
            packets += WirePackets.of(chunk).size();
        }
        assertThat(packets).isEqualTo(100);
        unit.release();
    }

    @Test
    void aPacketLargerThanAChunkIsAChunk() {
        PacketUnit unit = unit(60_000, 10);

        assertThat(unit.chunkCount()).isEqualTo(2);
        assertThat(shapes(unit)).containsExactly("1 x 60000 of 60000", "1 x 10 of 10");
        unit.release();
    }

    @Test
    void otherChannelsAreMadeOnceForAFewAndAnewForMore() {
        PacketUnit unit = unit(1412, 20);
        ByteBuf own = unit.chunk(0, 0);
        for (int channel : new int[] {2, 4, 2, 6, 8}) {
            ByteBuf other = unit.chunk(0, channel);
            assertThat(other.getByte(1)).isEqualTo((byte) channel);
            assertThat(other.getByte(1417)).isEqualTo((byte) channel);
            assertThat(ByteBufUtil.equals(own, 4, other, 4, 1412)).isTrue();
            assertThat(other.readableBytes()).isEqualTo(own.readableBytes());
            other.release();
        }
        own.release();
        unit.release();
    }

    @Test
    void aWriteInFlightOutlivesTheUnit() {
        PacketUnit unit = unit(500);
        ByteBuf inFlight = unit.chunk(0, 0);
        unit.release();

        assertThat(WirePackets.of(inFlight)).hasSize(1);
    }

    private static List<String> shapes(PacketUnit unit) {
        return Stream.of(unit.datagrams())
                .map(run -> run.count() + " x " + run.segmentBytes() + " of "
                        + run.packets().readableBytes())
                .toList();
    }

    private PacketUnit unit(int... sizes) {
        PacketUnitBuilder builder = new PacketUnitBuilder(ByteBufAllocator.DEFAULT);
        builder.begin(0, 4_000, 1_400);
        for (int size : sizes) {
            builder.accept(ByteBuffer.allocate(size));
        }
        ByteBuf[] chunks = builder.take();
        made.addAll(List.of(chunks));
        return new PacketUnit(0, PacketUnit.Kind.PICTURE, 1, 2, 3, chunks);
    }
}
