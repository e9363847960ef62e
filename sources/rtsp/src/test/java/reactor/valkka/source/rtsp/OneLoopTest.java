package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.AddressResolverGroup;

import org.junit.jupiter.api.Test;

import reactor.netty.tcp.TcpClient;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What Reactor Netty keeps of each connection. */
class OneLoopTest {
    private static AddressResolverGroup<?> resolver(EventLoopGroup loop) {
        TcpClient client = TcpClient.newConnection().runOn(new OneLoop(loop));
        return Objects.requireNonNull(client.configuration().resolver());
    }

    @Test
    void allConnectionsOfALoopShareOneResolverOfNames() {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        EventLoopGroup other = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            assertThat(resolver(loop)).isSameAs(resolver(loop)).isNotSameAs(resolver(other));
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            other.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }
}
