package reactor.valkka;

import reactor.valkka.frame.StreamId;

/** A consumer was too slow and its {@link Overflow} policy does not let frames be dropped. */
public final class OverflowException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final transient StreamId stream;
    private final String consumer;

    /** Creates the error. */
    public OverflowException(StreamId stream, String consumer, String reason) {
        super("Consumer '" + consumer + "' of stream " + stream + ": " + reason);
        this.stream = stream;
        this.consumer = consumer;
    }

    /** The stream that overflowed. */
    public StreamId stream() {
        return stream;
    }

    /** Name of the consumer: a fork branch, an outlet. */
    public String consumer() {
        return consumer;
    }
}
