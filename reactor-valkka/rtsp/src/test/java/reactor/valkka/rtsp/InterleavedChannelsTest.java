package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class InterleavedChannelsTest {

    @Test
    void aPacketGoesBehindItsChannelAndItsLength() {
        ByteBuf packet = Unpooled.wrappedBuffer(new byte[300]);

        ByteBuf framed = InterleavedChannels.framed(3, packet);

        assertThat(framed.readableBytes()).isEqualTo(304);
        assertThat(framed.readByte()).isEqualTo((byte) '$');
        assertThat(framed.readByte()).isEqualTo((byte) 3);
        assertThat(framed.readUnsignedShort()).isEqualTo(300);
        framed.release();
        assertThat(packet.refCnt()).isZero();
    }
}
