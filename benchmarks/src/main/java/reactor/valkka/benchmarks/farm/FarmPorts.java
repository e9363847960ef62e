package reactor.valkka.benchmarks.farm;

import reactor.valkka.media.rtsp.PortPair;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** The two ports that all cameras send their datagrams from. What comes back is not read. */
final class FarmPorts {

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int SEND_BYTES = 1 << 20;

    private final DatagramChannel rtp;
    private final DatagramChannel rtcp;
    private final int port;

    private FarmPorts(DatagramChannel rtp, DatagramChannel rtcp, int port) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.port = port;
    }

    static FarmPorts open() throws IOException {
        for (int port = FIRST_PORT; port < LAST_PORT; port += 2) {
            DatagramChannel rtp = DatagramChannel.open();
            DatagramChannel rtcp = DatagramChannel.open();
            try {
                rtp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                rtcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1));
                rtp.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BYTES);
                return new FarmPorts(rtp, rtcp, port);
            } catch (BindException taken) {
                rtp.close();
                rtcp.close();
            }
        }
        throw new BindException("no two ports of UDP free from " + FIRST_PORT + " on");
    }

    PortPair pair() {
        return new PortPair(port, port + 1);
    }

    FarmCamera.Target target(InetSocketAddress rtpAddress, InetSocketAddress rtcpAddress) {
        return new FarmCamera.Target(rtp, rtpAddress, rtcp, rtcpAddress);
    }
}
