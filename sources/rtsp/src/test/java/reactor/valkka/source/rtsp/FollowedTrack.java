package reactor.valkka.source.rtsp;

import reactor.valkka.media.sdp.SdpAttribute;
import reactor.valkka.test.FakeTrack;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A track that is sent to one client, and only as far ahead of it as its buffers hold for certain.
 * Over UDP, where nothing else holds a camera back, a client that is held up then loses no packet.
 */
final class FollowedTrack implements FakeTrack, AutoCloseable {

    private final FakeTrack track;
    private final Semaphore free;

    /**
     * Goes ahead.
     *
     * @param track that is sent
     * @param ahead how many units may have been sent that were not yet taken
     */
    FollowedTrack(FakeTrack track, int ahead) {
        this.track = track;
        free = new Semaphore(ahead);
    }

    /** The client has taken a unit. */
    void taken() {
        free.release();
    }

    /** Waits for nobody any more. */
    @Override
    public void close() {
        free.release(Integer.MAX_VALUE / 2);
    }

    @Override
    public String kind() {
        return track.kind();
    }

    @Override
    public int clockRateHz() {
        return track.clockRateHz();
    }

    @Override
    public List<SdpAttribute> attributes(int payloadType) {
        return track.attributes(payloadType);
    }

    @Override
    public Sender sender(int payloadType, int ssrc, int sequenceNumber) {
        Sender sender = track.sender(payloadType, ssrc, sequenceNumber);
        return new Sender() {
            @Override
            public void send(int number, int timestamp, Consumer<? super ByteBuffer> packets) {
                free.acquireUninterruptibly();
                sender.send(number, timestamp, packets);
            }

            @Override
            public boolean isEntry(int number) {
                return sender.isEntry(number);
            }
        };
    }
}
