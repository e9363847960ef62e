package reactor.valkka.rtsp;

import io.netty.buffer.ByteBuf;

import reactor.valkka.media.rtsp.RtspMessage;

/** What a {@link RtspFrameDecoder} finds in a connection. Called on the event loop. */
public interface RtspFrameHandler {

    /** A complete message. */
    void onMessage(RtspMessage message);

    /**
     * A complete interleaved packet. Nothing is copied: the bytes are lent for the call.
     *
     * @param channel interleaved channel
     * @param bytes what was read; its indexes must stay as they are
     * @param offset where the packet begins
     * @param length bytes of the packet
     */
    void onInterleaved(int channel, ByteBuf bytes, int offset, int length);

    /**
     * Bytes were skipped that are neither a message nor a packet.
     *
     * @param bytes how many
     */
    void onGarbage(int bytes);

    /**
     * What comes cannot be understood any more; the connection is to be closed.
     *
     * @param what what was expected and what came
     */
    void onUnreadable(String what);

    /**
     * A message announces a larger body than is read; the connection is to be closed, as it cannot
     * be told where the next message begins.
     *
     * @param head the message without its body
     * @param what what was expected and what came
     */
    default void onTooLarge(RtspMessage head, String what) {
        onUnreadable(what);
    }
}
