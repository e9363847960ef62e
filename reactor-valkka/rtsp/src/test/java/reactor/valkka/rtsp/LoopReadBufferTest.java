package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;

import java.util.ArrayList;
import java.util.List;

class LoopReadBufferTest {

    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private static ByteBuf read() {
        return LoopReadBuffer.LARGE.newHandle().allocate(ALLOCATOR);
    }

    /** Writes down the length of each packet. */
    private static final class Lengths implements RtspFrameHandler {
        final List<Integer> found = new ArrayList<>();

        @Override
        public void onMessage(RtspMessage message) {}

        @Override
        public void onInterleaved(int channel, ByteBuf bytes, int offset, int length) {
            for (int i = 0; i < length; i++) {
                assertThat(bytes.getByte(offset + i)).isEqualTo((byte) length);
            }
            found.add(length);
        }

        @Override
        public void onGarbage(int bytes) {}

        @Override
        public void onUnreadable(String what) {}
    }

    /** Puts bytes of a packet, from one to another, into what is read next. */
    private static ByteBuf part(int length, int from, int to) {
        ByteBuf read = read();
        for (int at = from; at < to; at++) {
            read.writeByte(
                    switch (at) {
                        case 0 -> '$';
                        case 1, 2 -> 0;
                        default -> length;
                    });
        }
        return read;
    }

    @Test
    void aBufferThatWasGivenBackIsReadIntoAgain() {
        ByteBuf first = read();
        first.writeInt(7).release();
        ByteBuf second = read();

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        second.release();
    }

    @Test
    void whileSomebodyKeepsItOthersReadIntoTheirOwn() {
        ByteBuf kept = read();
        kept.writeInt(7);
        ByteBuf other = read();

        assertThat(other).isNotSameAs(kept);
        other.release();
        assertThat(kept.readInt()).isEqualTo(7);
        kept.release();
        assertThat(read().release()).isFalse();
    }

    @Test
    void connectionsThatShareItKeepTheirPartsApart() {
        int[] lengths = {100, 101, 102};
        List<Lengths> found = new ArrayList<>();
        List<EmbeddedChannel> connections = new ArrayList<>();
        for (int length : lengths) {
            Lengths one = new Lengths();
            found.add(one);
            connections.add(new EmbeddedChannel(new RtspFrameDecoder(one, RtspLimits.DEFAULT)));
        }
        int[] cuts = {0, 2, 4, 50, 103, 104, 106};
        for (int cut = 1; cut < cuts.length; cut++) {
            for (int i = 0; i < lengths.length; i++) {
                int end = Math.min(cuts[cut], 4 + lengths[i]);
                ByteBuf read = part(lengths[i], Math.min(cuts[cut - 1], end), end);
                connections.get(i).writeInbound(read);
                assertThat(read.refCnt()).isEqualTo(1);
            }
        }

        for (int i = 0; i < lengths.length; i++) {
            assertThat(found.get(i).found).containsExactly(lengths[i]);
            assertThat(connections.get(i).finishAndReleaseAll()).isFalse();
        }
    }

    @Test
    void aConnectionThatEndsInTheMiddleOfAPacketGivesItsPartBack() {
        EmbeddedChannel connection =
                new EmbeddedChannel(new RtspFrameDecoder(new Lengths(), RtspLimits.DEFAULT));
        ByteBuf[] parts = new ByteBuf[1];
        RtspFrameDecoder decoder = connection.pipeline().get(RtspFrameDecoder.class);
        connection.writeInbound(part(100, 0, 60));
        parts[0] = decoder.rest();

        assertThat(parts[0].readableBytes()).isEqualTo(60);
        connection.finishAndReleaseAll();
        assertThat(parts[0].refCnt()).isZero();
    }
}
