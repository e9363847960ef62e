package reactor.valkka.source.rtsp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** UDP ports that nobody uses yet; below those that the system gives away. */
final class FreePorts {

    private static final int LOWEST = 12_000;
    private static final int PAIRS = 3_500;
    private static final int ATTEMPTS = 100;

    private FreePorts() {}

    /** An even port that is free with the next one. */
    static int pair() {
        return free(2);
    }

    /** An even port that is free with the next three. */
    static int four() {
        return free(4);
    }

    private static int free(int ports) {
        InetAddress any = new InetSocketAddress(0).getAddress();
        for (int i = 0; i < ATTEMPTS; i++) {
            int first = LOWEST + 2 * ThreadLocalRandom.current().nextInt(PAIRS);
            if (IntStream.range(first, first + ports).allMatch(port -> isFree(any, port))) {
                return first;
            }
        }
        throw new IllegalStateException("no " + ports + " free ports in a row");
    }

    static boolean isFree(InetAddress address, int port) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, port))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
