package reactor.valkka.source.rtsp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/** UDP ports that nobody uses yet; below those that the system gives away. */
final class FreePorts {

    private static final int LOWEST = 12_000;
    private static final int PAIRS = 3_500;
    private static final int ATTEMPTS = 100;

    private FreePorts() {}

    /** An even port that is free with the next one. */
    static int pair() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = LOWEST + 2 * ThreadLocalRandom.current().nextInt(PAIRS);
            InetAddress any = new InetSocketAddress(0).getAddress();
            if (isFree(any, port) && isFree(any, port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no free pair of ports");
    }

    static boolean isFree(InetAddress address, int port) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, port))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
