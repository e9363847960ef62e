package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;

import org.junit.jupiter.api.Test;

import reactor.netty.resources.LoopResources;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.rtsp.Networks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** mediamtx #407, #691, #4362, retina #79: cameras that name no port, or another one. */
class UdpFilterTest {

    private static final InetAddress CAMERA = address("10.0.0.7");
    private static final InetAddress OTHER = address("10.0.0.8");

    private static InetAddress address(String text) {
        return Objects.requireNonNull(Networks.address(text));
    }

    private static ByteBuffer media() {
        ByteBuffer packet = ByteBuffer.allocate(40);
        RtpPacket.putHeader(packet, true, 96, 1, 0, 77);
        return packet.rewind();
    }

    private static InetSocketAddress from(InetAddress address, int port) {
        return new InetSocketAddress(address, port);
    }

    @Test
    void strictTakesTheNamedPortOfTheCameraOnly() {
        UdpFilter filter = new UdpFilter(UdpSources.STRICT, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(CAMERA, 6_970), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 6_972), media())).isFalse();
        assertThat(filter.accepts(from(OTHER, 6_970), media())).isFalse();
        assertThat(new UdpFilter(UdpSources.STRICT, CAMERA, null, 0)
                        .accepts(from(CAMERA, 1), media()))
                .as("no port was named")
                .isTrue();
    }

    @Test
    void learningFollowsThePortThatSendsFirst() {
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(OTHER, 6_970), media())).isFalse();
        assertThat(filter.accepts(from(CAMERA, 40_000), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 40_000), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 40_002), media())).isFalse();
    }

    @Test
    void thePortThatTheCameraNamedIsNeverRefused() {
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(CAMERA, 40_000), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 6_970), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 40_000), media()))
                .as("one sender")
                .isFalse();
    }

    @Test
    void nothingIsLearntFromWhatIsNoMedia() {
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, null, 0);
        assertThat(filter.accepts(from(CAMERA, 5_353), ByteBuffer.allocate(40))).isFalse();
        ByteBuffer report = ByteBuffer.allocate(8).put(0, (byte) 0x80).put(1, (byte) 201);
        assertThat(filter.accepts(from(CAMERA, 40_000), report.put(3, (byte) 1)))
                .isTrue();
        assertThat(filter.accepts(from(CAMERA, 5_353), media())).isFalse();
    }

    @Test
    void anotherPortTakesOverWhereTheFirstFallsSilent() {
        AtomicLong now = new AtomicLong();
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, null, 0, now::get);
        assertThat(filter.accepts(from(CAMERA, 40_000), media())).isTrue();
        now.addAndGet(Duration.ofMillis(1_900).toNanos());
        assertThat(filter.accepts(from(CAMERA, 40_002), media())).isFalse();
        now.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(filter.accepts(from(CAMERA, 40_002), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 40_000), media())).isFalse();
    }

    @Test
    void learningTrustsTheSourceThatTheCameraNames() {
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, OTHER, 0);
        assertThat(filter.accepts(from(OTHER, 5_000), media())).isTrue();
    }

    @Test
    void anyTakesEverything() {
        UdpFilter filter = new UdpFilter(UdpSources.ANY, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(OTHER, 1), media())).isTrue();
        assertThat(filter.accepts(from(CAMERA, 2), media())).isTrue();
    }

    @Test
    void namesAreNotLookedUp() {
        assertThat(Networks.address("camera.local")).isNull();
        assertThat(Networks.address(null)).isNull();
        assertThat(Networks.address("239.1.2.3")).isNotNull();
        assertThat(Networks.address("ff02::1")).isNotNull();
    }

    @Test
    void aCappedBufferIsNamedWithTheCommandThatMendsIt() {
        assertThat(ReceiveBuffer.warning(1 << 20, 425_984))
                .contains("425984", "1048576", "sudo sysctl -w net.core.rmem_max=1048576");
    }

    @Test
    void whatTheKernelGrantsIsReadAsItWasAskedFor() throws InterruptedException {
        for (boolean isNative : new boolean[] {true, false}) {
            LoopResources loops = LoopResources.create("test", 1, true);
            EventLoopGroup group = loops.onClient(isNative);
            DatagramChannel channel = loops.onChannel(DatagramChannel.class, group);
            try {
                assertThat(group.register(channel).await(5_000)).isTrue();
                channel.config().setReceiveBufferSize(50_000);
                assertThat(ReceiveBuffer.granted(channel)).isEqualTo(50_000);
            } finally {
                channel.close();
                loops.dispose();
            }
        }
    }
}
