package reactor.valkka.rtsp;

/** Where a session stands; each stage but the last has a deadline of its own. */
public enum Stage {
    /** The name of the camera is looked up. */
    RESOLVE,
    /** The connection is made. */
    CONNECT,
    /** OPTIONS and DESCRIBE, with authentication. */
    DESCRIBE,
    /** SETUP of the tracks. */
    SETUP,
    /** PLAY was sent. */
    PLAY,
    /** PLAY was granted and no packet has come yet. */
    FIRST_PACKET,
    /** Packets come and no key frame is complete yet. */
    FIRST_KEY_FRAME,
    /** Pictures come. */
    PLAYING
}
