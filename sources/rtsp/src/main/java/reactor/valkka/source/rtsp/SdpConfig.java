package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.TrackSelection;

import java.time.Duration;

/** What a source knows of its description before it is subscribed. */
record SdpConfig(
        SdpText text,
        StreamConfig stream,
        TrackSelection tracks,
        Deadlines deadlines,
        ReceiverOptions receiver,
        @Nullable String network) {

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);

    static SdpConfig of(SdpText text, StreamConfig stream) {
        return new SdpConfig(
                text,
                stream,
                TrackSelection.firstVideo(),
                Deadlines.DEFAULT,
                ReceiverOptions.DEFAULT,
                null);
    }

    Duration reportInterval() {
        return REPORT_INTERVAL;
    }

    SdpConfig stream(StreamConfig value) {
        return new SdpConfig(text, value, tracks, deadlines, receiver, network);
    }

    SdpConfig tracks(TrackSelection value) {
        return new SdpConfig(text, stream, value, deadlines, receiver, network);
    }

    SdpConfig deadlines(Deadlines value) {
        return new SdpConfig(text, stream, tracks, value, receiver, network);
    }

    SdpConfig receiver(ReceiverOptions value) {
        return new SdpConfig(text, stream, tracks, deadlines, value, network);
    }

    SdpConfig network(String value) {
        return new SdpConfig(text, stream, tracks, deadlines, receiver, value);
    }
}
