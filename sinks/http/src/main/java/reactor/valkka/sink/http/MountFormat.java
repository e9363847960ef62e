package reactor.valkka.sink.http;

import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

/**
 * What a page shows of a stream's format.
 *
 * @param stream whose format it is
 * @param mime MIME type with codecs, as browsers want it
 * @param clockRateHz ticks a second of the pictures' times
 * @param width shown width in pixels, 0 if unknown
 * @param height shown height in pixels, 0 if unknown
 */
record MountFormat(StreamId stream, String mime, int clockRateHz, int width, int height) {

    static MountFormat of(StreamSetup setup, String mime) {
        for (Track track : setup.tracks()) {
            if (track.format() instanceof TrackFormat.Video video) {
                return new MountFormat(
                        setup.stream(), mime, track.clockRateHz(), video.width(), video.height());
            }
        }
        return new MountFormat(setup.stream(), mime, 1, 0, 0);
    }
}
