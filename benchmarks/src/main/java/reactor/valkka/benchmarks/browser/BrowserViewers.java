package reactor.valkka.benchmarks.browser;

import reactor.valkka.benchmarks.measure.WorkerProcess;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * The viewers, in a process of their own, all on one thread. Tells when they are connected; then
 * each line that it reads is answered by what was counted so far, and {@code clear} begins anew.
 */
final class BrowserViewers {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final String CLEAR = "clear";
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

    private final Viewer.Tally tally = new Viewer.Tally();
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    private final Selector selector = Selector.open();

    private BrowserViewers() throws IOException {}

    /** Takes the server's port and the number of viewers. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        BrowserViewers viewers = new BrowserViewers();
        Thread reader = new Thread(viewers::read, "viewers");
        reader.setDaemon(true);
        reader.start();
        try {
            viewers.connect(port, count);
        } catch (IOException e) {
            WorkerProcess.fail("the viewers fail: " + e);
        }
        WorkerProcess.tell(viewers.answer("connected"));
        WorkerProcess.answer(viewers::answer);
    }

    /** Spreads the viewers evenly over the cameras. */
    private void connect(int port, int count) throws IOException, InterruptedException {
        List<Integer> cameras = cameras(port);
        for (int i = 0; i < count; i++) {
            Viewer viewer = new Viewer(port, cameras.get(i % cameras.size()), tally);
            viewers.add(viewer);
            viewer.socket().register(selector, SelectionKey.OP_READ, viewer);
            selector.wakeup();
        }
    }

    private static List<Integer> cameras(int port) throws IOException, InterruptedException {
        URI page = URI.create("http://127.0.0.1:" + port + "/cameras.json");
        HttpRequest request =
                HttpRequest.newBuilder(page).timeout(Viewer.ANSWER_MAX).build();
        String json = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return NUMBER.matcher(json)
                .results()
                .map(one -> Integer.valueOf(one.group(1)))
                .toList();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (true) {
                selector.select();
                synchronized (tally) {
                    for (SelectionKey key : selector.selectedKeys()) {
                        ((Viewer) key.attachment()).read(buffer);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException | Error e) {
            WorkerProcess.fail("the viewers fail: " + e);
        }
    }

    private int silent() {
        return (int) viewers.stream().filter(Viewer::isSilent).count();
    }

    private BrowserStatus answer(String order) {
        synchronized (tally) {
            BrowserStatus status = BrowserStatus.of(tally, silent());
            if (order.equals(CLEAR)) {
                tally.clear();
                viewers.forEach(Viewer::clear);
            }
            return status;
        }
    }
}
