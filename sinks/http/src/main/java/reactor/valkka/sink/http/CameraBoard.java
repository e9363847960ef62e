package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The cameras that a server shows and the pages that look at them. Safe for all threads. */
final class CameraBoard {
    private final Map<Integer, ShownCamera> byNumber = new ConcurrentSkipListMap<>();
    private final Set<PageSession> sessions = ConcurrentHashMap.newKeySet();
    private final String title;

    CameraBoard(String title) {
        this.title = title;
    }

    /** Adds a camera and tells the pages. */
    void add(Camera camera) {
        ShownCamera shown = new ShownCamera(camera);
        synchronized (this) {
            if (find(camera.name()) != null) {
                throw new IllegalArgumentException(
                        "There is a camera named '" + camera.name() + "' already");
            }
            if (byNumber.putIfAbsent(shown.mount().number(), shown) != null) {
                throw new IllegalArgumentException("The stream of camera '" + camera.name()
                        + "' is shown under another name already");
            }
        }
        shown.start(this::overlay);
        if (!shows(shown.mount())) {
            shown.mount().retire();
        }
        broadcast();
    }

    /** Takes a camera out and tells the pages; false if there is none. */
    boolean remove(String name) {
        ShownCamera shown;
        synchronized (this) {
            shown = find(name);
            if (shown == null) {
                return false;
            }
            byNumber.remove(shown.mount().number());
        }
        shown.stop();
        int number = shown.mount().number();
        sessions.forEach(session -> session.forget(number));
        shown.mount().ring().dismissViewers();
        shown.mount().retire();
        broadcast();
        return true;
    }

    @Nullable
    ShownCamera find(String name) {
        for (ShownCamera shown : byNumber.values()) {
            if (shown.camera().name().equals(name)) {
                return shown;
            }
        }
        return null;
    }

    @Nullable
    Mount mount(int number) {
        ShownCamera shown = byNumber.get(number);
        return shown == null ? null : shown.mount();
    }

    /**
     * Whether a mount is here: whoever found it and holds it asks behind that, because who takes it
     * out does not see a hold that comes later. If not, let go and {@link Mount#retire() retire}.
     */
    boolean shows(Mount mount) {
        return mount(mount.number()) == mount;
    }

    List<CameraStatus> statuses() {
        return byNumber.values().stream().map(ShownCamera::status).toList();
    }

    void join(PageSession session) {
        sessions.add(session);
        session.offerStatus(describe());
    }

    void leave(PageSession session) {
        sessions.remove(session);
    }

    /** Measures the rates and tells the pages; once a second. */
    void tick() {
        byNumber.values().forEach(ShownCamera::measure);
        broadcast();
    }

    private void broadcast() {
        if (!sessions.isEmpty()) {
            byte[] status = describe();
            sessions.forEach(session -> session.offerStatus(status));
        }
    }

    private void overlay(ShownCamera camera, byte[] overlay) {
        int number = camera.mount().number();
        sessions.forEach(session -> session.offerOverlay(number, overlay));
    }

    /** All cameras, as the page is told. */
    byte[] describe() {
        JsonText json = new JsonText()
                .object()
                .put("type", "status")
                .put("title", title)
                .put("pages", sessions.size())
                .put("serverMillis", System.currentTimeMillis())
                .array("cameras");
        byNumber.values().forEach(camera -> camera.describe(json));
        return json.endArray().endObject().toBytes();
    }

    /** Stops everything and lets all cameras go. */
    void clear() {
        for (Iterator<ShownCamera> all = byNumber.values().iterator(); all.hasNext(); ) {
            ShownCamera shown = all.next();
            all.remove();
            shown.stop();
            shown.mount().retire();
        }
        sessions.clear();
    }
}
