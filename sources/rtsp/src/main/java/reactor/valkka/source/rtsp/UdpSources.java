package reactor.valkka.source.rtsp;

/**
 * Whose datagrams are taken for those of a camera. What is sent to a multicast group is taken from
 * anybody, unless the camera names its source: then the group is joined for that one alone.
 */
public enum UdpSources {
    /** The camera's address and the port that it named; cameras that name a wrong one are deaf. */
    STRICT,
    /**
     * The camera's address, or the one that it named as the source; the port that it named and,
     * where nothing comes from there, the one that media comes from: many cameras name no port, or
     * another one than they use.
     */
    LEARN,
    /**
     * Anybody's: for cameras behind address translation. Whoever can reach our port can send us
     * pictures.
     */
    ANY
}
