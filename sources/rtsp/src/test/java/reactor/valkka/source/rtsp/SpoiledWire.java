package reactor.valkka.source.rtsp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A wire to a camera on which, once, something is heard that the camera did not say. */
final class SpoiledWire implements AutoCloseable {

    private static final int BUFFER_BYTES = 4_096;

    private final ServerSocket near;
    private final int camera;
    private final byte[] noise;
    private final int afterBytes;
    private final Queue<Socket> ends = new ConcurrentLinkedQueue<>();

    /**
     * A wire whose first connection is spoiled.
     *
     * @param camera the port at the other end
     * @param noise what is heard
     * @param afterBytes of what the camera says
     */
    SpoiledWire(int camera, byte[] noise, int afterBytes) {
        this.camera = camera;
        this.noise = noise;
        this.afterBytes = afterBytes;
        try {
            near = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Where it begins. */
    int port() {
        return near.getLocalPort();
    }

    /** What is carried until somebody hangs up. */
    @FunctionalInterface
    private interface Carrying {
        void run() throws IOException;
    }

    private static void start(Carrying carrying) {
        Thread thread = new Thread(() -> {
            try {
                carrying.run();
            } catch (IOException hungUp) {
                // the end of what is carried
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        int spoiled = afterBytes;
        while (!near.isClosed()) {
            Socket client = near.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), camera);
            ends.add(client);
            ends.add(server);
            int after = spoiled;
            start(() -> carry(client, server, Integer.MAX_VALUE));
            start(() -> carry(server, client, after));
            spoiled = Integer.MAX_VALUE;
        }
    }

    private void carry(Socket from, Socket to, int after) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            long carried = 0;
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
                if (carried < after && carried + length >= after) {
                    out.write(noise);
                }
                carried += length;
            }
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        for (Socket end : ends) {
            end.close();
        }
    }
}
