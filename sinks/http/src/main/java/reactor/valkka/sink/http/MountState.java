package reactor.valkka.sink.http;

import java.util.Locale;

/** What a server sees of a camera by itself. */
enum MountState {
    /** Not connected, because nobody looks. */
    IDLE,
    /** Asked for, nothing came yet. */
    CONNECTING,
    /** Pictures come. */
    PLAYING,
    /** Connected, but no picture came for some seconds. */
    STALLED,
    /** The stream failed. */
    FAILED,
    /** The stream came to its end. */
    ENDED;

    /** The word that the page shows. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
