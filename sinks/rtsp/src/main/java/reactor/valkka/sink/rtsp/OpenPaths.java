package reactor.valkka.sink.rtsp;

import reactor.valkka.media.rtsp.Credentials;

import java.util.List;
import java.util.StringJoiner;

/**
 * What whoever reaches a server may do, as no password guards it.
 *
 * @param read mounts without a password
 * @param published publications without one
 */
record OpenPaths(List<String> read, List<String> published) {
    private static final int NAMED_MAX = 8;

    static OpenPaths of(ServerSettings settings) {
        Credentials shared = settings.credentials();
        return new OpenPaths(
                settings.mounts().stream()
                        .filter(mount -> shared == null && mount.credentials() == null)
                        .map(RtspMount::path)
                        .toList(),
                settings.publications().stream()
                        .filter(place -> place.access(shared).credentials() == null)
                        .map(RtspPublication::path)
                        .toList());
    }

    boolean isEmpty() {
        return read.isEmpty() && published.isEmpty();
    }

    /** Such as {@code read /door, /yard and publish at /live}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" and ");
        if (!read.isEmpty()) {
            text.add("read " + named(read));
        }
        if (!published.isEmpty()) {
            text.add("publish at " + named(published));
        }
        return text.toString();
    }

    private static String named(List<String> paths) {
        StringJoiner text = new StringJoiner(", ");
        paths.stream().limit(NAMED_MAX).forEach(path -> text.add('/' + path));
        int more = paths.size() - NAMED_MAX;
        return more > 0 ? text + " (and " + more + " more)" : text.toString();
    }
}
