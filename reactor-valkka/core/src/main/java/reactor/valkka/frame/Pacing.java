package reactor.valkka.frame;

/** Who sets the speed of a stream. */
public enum Pacing {
    /** The camera: frames come when they come; what nobody takes in time is dropped. */
    LIVE,
    /** The consumer: {@code request(n)} is the order to read; a slow one slows the file. */
    ON_DEMAND
}
