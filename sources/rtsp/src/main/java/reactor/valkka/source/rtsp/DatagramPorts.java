package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;

/** Where the datagrams of a connection come to. All on one event loop. */
interface DatagramPorts {

    /** Takes what comes over UDP. */
    interface Listener {
        /** An RTP packet of a track; lent for the call. */
        void rtp(int track, ByteBuf packet);

        /** An RTCP packet of a track; lent for the call. */
        void rtcp(int track, ByteBuf packet);

        /** The way back of a track has been opened: a first report may go. */
        void wayOpened(int track);
    }

    /** Sends a report of a track; false where it has no way, or cannot go now. */
    boolean report(int track, ByteBuf packet);

    /** Nothing is received any more. What is opened after that is closed at once. */
    void close();
}
