package reactor.valkka.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * A page at the other end of a WebSocket: any number of cameras on one connection, taken in turn.
 *
 * <p>The page sends texts: {@code watch 3 5} names all cameras that it wants from now on, {@code
 * ping 17.5} asks for {@code pong} with the same number and the server's clock. It receives binary
 * messages as {@link SocketFraming} draws them, each a whole fragment, and texts in JSON of the
 * types {@code status}, {@code overlay} and {@code pong}.
 *
 * <p><b>Overflow:</b> of texts that the page has not taken yet, the newest of each type (and
 * camera) waits.
 */
final class PageSession extends ViewerConnection {
    /** Longest text that a page may send. */
    static final int COMMAND_BYTES_MAX = 4096;

    private static final int WATCHED_MAX = 256;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern CLOCK = Pattern.compile("\\d{1,15}(\\.\\d{1,6})?");

    private final CameraBoard board;
    private final List<Watched> watched = new ArrayList<>();
    private final AtomicReference<byte @Nullable []> status = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();
    private final Map<Integer, byte[]> overlays = new ConcurrentHashMap<>();
    private volatile Set<Integer> watchedNumbers = Set.of();
    private int turn;

    private record Watched(int number, Mount mount, RingCursor cursor) {}

    PageSession(Channel channel, CameraBoard board, Duration stuckAfter) {
        super(channel, stuckAfter);
        this.board = board;
    }

    @Override
    void onStart() {
        board.join(this);
    }

    /** Does what the page asks for; on the event loop. What makes no sense is ignored. */
    void command(String text) {
        String[] words = text.trim().split(" ", WATCHED_MAX + 1);
        if (words[0].equals("watch")) {
            watch(numbers(words));
        } else if (words[0].equals("ping") && words.length == 2) {
            answerPing(words[1]);
        }
    }

    private static Set<Integer> numbers(String[] words) {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 1; i < words.length; i++) {
            if (NUMBER.matcher(words[i]).matches()) {
                numbers.add(Integer.valueOf(words[i]));
            }
        }
        return numbers;
    }

    private void answerPing(String sent) {
        if (CLOCK.matcher(sent).matches()) {
            pong.set(new JsonText()
                    .object()
                    .put("type", "pong")
                    .put("sent", sent)
                    .put("serverMillis", System.currentTimeMillis())
                    .endObject()
                    .toBytes());
            wake();
        }
    }

    private void watch(Set<Integer> wanted) {
        for (Iterator<Watched> all = watched.iterator(); all.hasNext(); ) {
            Watched one = all.next();
            if (!wanted.remove(one.number())) {
                all.remove();
                one.mount().leave(one.cursor());
            }
        }
        for (int number : wanted) {
            Mount mount = board.mount(number);
            if (mount != null) {
                join(number, mount);
            }
        }
        rememberNumbers();
        wake();
    }

    /** A camera that is taken out meanwhile does not know of this viewer. */
    private void join(int number, Mount mount) {
        RingCursor cursor = mount.join(this::wake);
        if (board.shows(mount)) {
            watched.add(new Watched(number, mount, cursor));
        } else {
            mount.retire();
            mount.leave(cursor);
        }
    }

    private void rememberNumbers() {
        Set<Integer> numbers = new HashSet<>();
        watched.forEach(one -> numbers.add(one.number()));
        watchedNumbers = numbers;
    }

    /** A camera has been taken out. */
    void forget(int number) {
        onEventLoop(() -> {
            Set<Integer> rest = new HashSet<>(watchedNumbers);
            if (rest.remove(number)) {
                watch(rest);
            }
        });
    }

    /** Tells the page how all cameras do. */
    void offerStatus(byte[] json) {
        status.set(json);
        wake();
    }

    /** Tells the page about boxes, if it watches their camera. */
    void offerOverlay(int number, byte[] json) {
        if (watchedNumbers.contains(number)) {
            overlays.put(number, json);
            wake();
        }
    }

    @Override
    @Nullable
    FragmentBytes next() {
        for (int tried = 0; tried < watched.size(); tried++) {
            turn = (turn + 1) % watched.size();
            FragmentBytes due = watched.get(turn).cursor().poll();
            if (due != null) {
                return due;
            }
        }
        return null;
    }

    @Override
    int firstByte(FragmentBytes fragment) {
        return fragment.isFramed() ? 0 : SocketFraming.FRAME_HEADER_BYTES;
    }

    /** What has its header already passes Netty's encoder as it is. */
    @Override
    Object message(FragmentBytes fragment, ByteBuf part, boolean first, boolean last) {
        if (fragment.isFramed()) {
            return part;
        }
        return first
                ? new BinaryWebSocketFrame(last, 0, part)
                : new ContinuationWebSocketFrame(last, 0, part);
    }

    @Override
    @Nullable
    Object control() {
        byte[] json = status.getAndSet(null);
        if (json == null) {
            json = pong.getAndSet(null);
        }
        for (Iterator<byte[]> all = overlays.values().iterator(); json == null && all.hasNext(); ) {
            json = all.next();
            all.remove();
        }
        return json == null ? null : new TextWebSocketFrame(Unpooled.wrappedBuffer(json));
    }

    @Override
    void onIdle() {}

    @Override
    void onClosed() {
        board.leave(this);
        watched.forEach(one -> one.mount().leave(one.cursor()));
        watched.clear();
        watchedNumbers = Set.of();
    }
}
