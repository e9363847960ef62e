package reactor.valkka.sink.http;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;

import java.util.Objects;

/**
 * A camera as a {@link CameraServer} shows it: a name, its stream, and what is known about it.
 *
 * <p><b>Shape:</b> immutable; every setter returns a new instance.
 */
public final class Camera {
    private static final int NAME_MAX = 64;

    private final String name;
    private final FragmentedMp4 stream;
    private final Flux<String> states;
    private final Flux<Overlay> overlays;
    private final boolean eager;

    private Camera(
            String name,
            FragmentedMp4 stream,
            Flux<String> states,
            Flux<Overlay> overlays,
            boolean eager) {
        this.name = name;
        this.stream = stream;
        this.states = states;
        this.overlays = overlays;
        this.eager = eager;
    }

    /**
     * A camera with a stream.
     *
     * @param name shown on the page and part of its addresses: 1 to 64 letters, digits, spaces and
     *     signs other than {@code / \ ? # %} and control characters, not {@code .} or {@code ..}
     * @throws IllegalArgumentException if the name cannot stand in an address
     */
    public static Camera of(String name, FragmentedMp4 stream) {
        return new Camera(checked(name), stream, Flux.never(), Flux.never(), false);
    }

    private static String checked(String name) {
        Objects.requireNonNull(name, "name");
        boolean bad = name.isBlank()
                || name.length() > NAME_MAX
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> c < ' ' || c == 0x7F || "/\\?#%".indexOf(c) >= 0);
        if (bad) {
            throw new IllegalArgumentException("A camera's name is 1 to " + NAME_MAX
                    + " characters without / \\ ? # % and control characters, got '" + name + "'");
        }
        return name;
    }

    /**
     * Shows what the source says of itself, as one or a few words: {@code connecting}, {@code
     * playing}, {@code backing off until 12:30:05}. Without it the server shows what it sees:
     * {@code idle}, {@code connecting}, {@code playing}, {@code stalled}, {@code failed}, {@code
     * ended}. Never put credentials there.
     *
     * @param words subscribed to once when the camera is added, cancelled when it is removed
     */
    public Camera states(Publisher<String> words) {
        return new Camera(name, stream, Flux.from(words), overlays, eager);
    }

    /**
     * Draws boxes over the pictures, in step with them. If they come faster than a page takes them,
     * it gets the newest.
     *
     * @param boxes subscribed to once when the camera is added, cancelled when it is removed; an
     *     error ends the boxes and nothing else
     */
    public Camera overlay(Publisher<Overlay> boxes) {
        return new Camera(name, stream, states, Flux.from(boxes), eager);
    }

    /**
     * Connects the camera when it is added and keeps it connected, so that the first viewer has
     * pictures at once. Default: when the first viewer asks.
     */
    public Camera eager() {
        return new Camera(name, stream, states, overlays, true);
    }

    /** Name on the page. */
    public String name() {
        return name;
    }

    FragmentedMp4 stream() {
        return stream;
    }

    Flux<String> states() {
        return states;
    }

    Flux<Overlay> overlays() {
        return overlays;
    }

    boolean isEager() {
        return eager;
    }

    @Override
    public String toString() {
        return "Camera[" + name + "]";
    }
}
