package reactor.valkka.benchmarks.farm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All cameras of the farm, on one thread: whose unit is due sends it, with one write. */
final class FarmLoop {

    private static final int BACKLOG = 4_096;
    private static final int SCRATCH_BYTES = 2 << 20;
    private static final long IDLE_MILLIS = 100;

    private final PreparedFootage footage;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final FarmPorts ports = FarmPorts.open();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final PriorityQueue<FarmCamera> playing =
            new PriorityQueue<>(Comparator.comparingLong(FarmCamera::dueNanos));
    private final AtomicInteger hangUps = new AtomicInteger();
    private final Random random = new Random(1);
    private volatile FarmStatus status = new FarmStatus(0, true, 0, 0, 0);
    private long sentUnits;
    private long skippedUnits;
    private long lateUnits;

    FarmLoop(PreparedFootage footage) throws IOException {
        this.footage = footage;
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    FarmStatus status() {
        return status;
    }

    /** Hangs up on so many of those who are played to, at the next turn. */
    void hangUp(int count) {
        hangUps.addAndGet(count);
    }

    void run() {
        try {
            while (true) {
                select();
                hangUpOnSome();
                sendWhatIsDue();
                status = new FarmStatus(playing.size(), true, sentUnits, skippedUnits, lateUnits);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void select() throws IOException {
        FarmCamera next = playing.peek();
        long millis = next == null
                ? IDLE_MILLIS
                : TimeUnit.NANOSECONDS.toMillis(next.dueNanos() - System.nanoTime()) + 1;
        if (millis > 0) {
            selector.select(this::ready, millis);
        } else {
            selector.selectNow(this::ready);
        }
    }

    private void ready(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
            return;
        }
        FarmConnection connection = (FarmConnection) key.attachment();
        FarmCamera before = connection.camera();
        try {
            connection.read();
        } catch (IOException over) {
            key.cancel();
            end(connection);
            return;
        }
        FarmCamera camera = connection.camera();
        if (camera != null && camera != before) {
            playing.remove(before);
            playing.add(camera);
        }
    }

    private void hangUpOnSome() {
        int count = hangUps.getAndSet(0);
        if (count > 0) {
            List<SelectionKey> played = new ArrayList<>();
            for (SelectionKey key : selector.keys()) {
                if (key.isValid()
                        && key.attachment() instanceof FarmConnection connection
                        && connection.camera() != null) {
                    played.add(key);
                }
            }
            Collections.shuffle(played, random);
            played.stream().limit(count).forEach(key -> {
                key.cancel();
                end((FarmConnection) key.attachment());
            });
        }
    }

    private void accept() {
        try {
            SocketChannel socket = listening.accept();
            while (socket != null) {
                socket.configureBlocking(false);
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                FarmConnection connection = new FarmConnection(socket, ports, footage);
                socket.register(selector, SelectionKey.OP_READ, connection);
                socket = listening.accept();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(FarmConnection connection) {
        FarmCamera camera = connection.camera();
        if (camera != null) {
            playing.remove(camera);
        }
        connection.close();
    }

    private void sendWhatIsDue() {
        long now = System.nanoTime();
        FarmCamera camera = playing.peek();
        while (camera != null && camera.dueNanos() - now <= 0) {
            playing.poll();
            try {
                count(camera.send(scratch));
                playing.add(camera);
            } catch (IOException gone) {
                // Its connection is told so, too, and ends there.
            }
            camera = playing.peek();
        }
    }

    private void count(FarmCamera.Outcome outcome) {
        switch (outcome) {
            case IN_TIME -> sentUnits++;
            case LATE -> {
                sentUnits++;
                lateUnits++;
            }
            case SKIPPED -> skippedUnits++;
        }
    }
}
