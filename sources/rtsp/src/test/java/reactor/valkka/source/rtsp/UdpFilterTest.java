package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/** mediamtx #407, #691, #4362, retina #79: cameras that name no port, or another one. */
class UdpFilterTest {

    private static final InetAddress CAMERA = address("10.0.0.7");
    private static final InetAddress OTHER = address("10.0.0.8");

    private static InetAddress address(String text) {
        return Objects.requireNonNull(MulticastMembership.address(text));
    }

    private static InetSocketAddress from(InetAddress address, int port) {
        return new InetSocketAddress(address, port);
    }

    @Test
    void strictTakesTheNamedPortOfTheCameraOnly() {
        UdpFilter filter = new UdpFilter(UdpSources.STRICT, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(CAMERA, 6_970))).isTrue();
        assertThat(filter.accepts(from(CAMERA, 6_972))).isFalse();
        assertThat(filter.accepts(from(OTHER, 6_970))).isFalse();
        assertThat(new UdpFilter(UdpSources.STRICT, CAMERA, null, 0).accepts(from(CAMERA, 1)))
                .as("no port was named")
                .isTrue();
    }

    @Test
    void learningFollowsThePortThatSendsFirst() {
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(OTHER, 6_970))).isFalse();
        assertThat(filter.accepts(from(CAMERA, 40_000))).isTrue();
        assertThat(filter.accepts(from(CAMERA, 40_000))).isTrue();
        assertThat(filter.accepts(from(CAMERA, 6_970))).isFalse();
    }

    @Test
    void learningTrustsTheSourceThatTheCameraNames() {
        UdpFilter filter = new UdpFilter(UdpSources.LEARN, CAMERA, OTHER, 0);
        assertThat(filter.accepts(from(OTHER, 5_000))).isTrue();
    }

    @Test
    void anyTakesEverything() {
        UdpFilter filter = new UdpFilter(UdpSources.ANY, CAMERA, null, 6_970);
        assertThat(filter.accepts(from(OTHER, 1))).isTrue();
        assertThat(filter.accepts(from(CAMERA, 2))).isTrue();
    }

    @Test
    void namesAreNotLookedUp() {
        assertThat(MulticastMembership.address("camera.local")).isNull();
        assertThat(MulticastMembership.address(null)).isNull();
        assertThat(MulticastMembership.address("239.1.2.3")).isNotNull();
        assertThat(MulticastMembership.address("ff02::1")).isNotNull();
    }

    @Test
    void aCappedBufferIsNamedWithTheCommandThatMendsIt() {
        assertThat(ReceiveBuffer.warning(1 << 20, 425_984))
                .contains("425984", "1048576", "sudo sysctl -w net.core.rmem_max=1048576");
    }
}
