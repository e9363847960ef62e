package reactor.valkka.sink.http;

import reactor.valkka.count.Counter;

import java.util.Map;

/**
 * How a camera does at this moment, as the page shows it.
 *
 * @param name of the camera
 * @param state in a word or a few, see {@link Camera#states}
 * @param framesPerSecond access units a second, over the last second
 * @param kilobitsPerSecond over the last second
 * @param viewers pages and players that look at it
 * @param dropped units that were lost before they came here, at the source or a branch
 * @param skipped fragments that slow viewers did not get
 * @param width shown width in pixels, 0 before the first setup
 * @param height shown height in pixels, 0 before the first setup
 * @param mime MIME type with codecs, empty before the first setup
 * @param counters of the camera's stream that are not 0
 */
public record CameraStatus(
        String name,
        String state,
        double framesPerSecond,
        double kilobitsPerSecond,
        int viewers,
        long dropped,
        long skipped,
        int width,
        int height,
        String mime,
        Map<Counter, Long> counters) {

    /** Copies. */
    public CameraStatus {
        counters = Map.copyOf(counters);
    }
}
