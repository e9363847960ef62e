package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspResponse;

/** What a session makes of a request. */
public sealed interface SessionStep {

    /** Answer, and nothing more. */
    record Answer(RtspResponse response) implements SessionStep {}

    /**
     * Let packets flow behind the answer, which {@link ReadSession#onPlaying} gives when it is
     * known where the reader begins.
     */
    record Play() implements SessionStep {}

    /**
     * Await packets, then answer by {@link PublishSession#onRecording} or {@link
     * PublishSession#onNoRoom}.
     */
    record Record() implements SessionStep {}

    /** Let no more packets flow, then answer. */
    record Pause(RtspResponse response) implements SessionStep {}

    /** End the session, then answer. */
    record End(RtspResponse response) implements SessionStep {}
}
