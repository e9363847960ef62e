package reactor.valkka.source.rtsp;

import reactor.valkka.count.DecodeLevel;
import reactor.valkka.rtsp.RtspException;

import java.time.Duration;
import java.time.Instant;

/** What a camera is doing; see {@link RtspSource#states()} and {@link SdpSource#states()}. */
public sealed interface CameraState {

    /** Nobody has subscribed, or the last subscriber has gone. */
    record Idle() implements CameraState {}

    /**
     * A connection is wanted and not made yet.
     *
     * @param what what it waits for
     */
    record Waiting(For what) implements CameraState {

        /** What a connection waits for. */
        public enum For {
            /** Its turn among all cameras and those of its host, see {@link ConnectionGovernor}. */
            TURN,
            /** The login of another stream of the same device: its account is not to be locked. */
            LOGIN
        }
    }

    /**
     * A connection is being made, and the camera is asked what it offers.
     *
     * @param attempt 1 for the first connection, counted anew after ten seconds of pictures
     */
    record Connecting(int attempt) implements CameraState {}

    /** The camera asked for credentials and got them. */
    record Authenticating() implements CameraState {}

    /**
     * The camera granted PLAY, or sends unasked; pictures come or are about to.
     *
     * @param security who can read along
     * @param scale how many times as fast as it was recorded the recorder says that it plays, see
     *     {@link reactor.valkka.rtsp.Replay#scale}; 1 where it says nothing, and for what is live
     * @param decoded how much of it is decoded here: less than all while this machine has too much
     *     to decode. The state is told again when that changes
     */
    record Playing(Security security, double scale, DecodeLevel decoded) implements CameraState {

        /** At the usual speed, and nothing is left out. */
        public Playing(Security security) {
            this(security, 1);
        }

        /** Nothing is left out. */
        public Playing(Security security, double scale) {
            this(security, scale, DecodeLevel.ALL);
        }

        Playing decoded(DecodeLevel level) {
            return new Playing(security, scale, level);
        }

        /** How the dialogue, and what comes interleaved in it, is kept from others. */
        public enum Security {
            /** Not at all: whoever sees the packets sees the pictures. */
            NONE,
            /** TLS, with a camera that has shown the certificate that was asked for. */
            TLS,
            /** TLS with {@link TlsTrust#anything()}: nobody knows with whom. */
            TLS_UNVERIFIED
        }
    }

    /**
     * No packet came for too long; the connection is given up.
     *
     * @param silence for how long
     */
    record Stalled(Duration silence) implements CameraState {}

    /**
     * The connection failed, and another one will be tried.
     *
     * @param until when
     * @param cause why it failed
     */
    record BackingOff(Instant until, RtspException cause) implements CameraState {}

    /**
     * The stream has ended with an error; nothing will be tried any more.
     *
     * @param cause why
     */
    record Failed(Throwable cause) implements CameraState {}
}
