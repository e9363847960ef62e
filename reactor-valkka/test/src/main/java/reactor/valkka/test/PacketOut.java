package reactor.valkka.test;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the packets of one track go to one client. */
interface PacketOut extends AutoCloseable {

    void rtp(ByteBuffer packet) throws IOException;

    void rtcp(ByteBuffer packet) throws IOException;

    /** A report of somebody whom the client does not know. */
    void stray(ByteBuffer packet) throws IOException;

    /** What was given so far is sent now. */
    void flush() throws IOException;

    @Override
    void close();
}
