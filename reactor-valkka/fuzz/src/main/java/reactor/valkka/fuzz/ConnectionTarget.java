package reactor.valkka.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.rtsp.RtspFrameDecoder;
import reactor.valkka.rtsp.RtspFrameHandler;

/**
 * What comes over a connection, in pieces: the first byte says how many bytes come at once. The
 * decoder accounts for each byte, and lends only what lies in the buffer.
 */
final class ConnectionTarget implements FuzzTarget {
    private final boolean strict;

    /**
     * @param strict true for a server's side, which forgives nothing: behind the first garbage
     *     comes nothing more
     */
    ConnectionTarget(boolean strict) {
        this.strict = strict;
    }

    @Override
    public void run(byte[] input) {
        Inputs inputs = new Inputs(input);
        int piece = 1 + inputs.next() * 4;
        Checker checker = new Checker();
        RtspFrameDecoder decoder = strict
                ? RtspFrameDecoder.strict(checker, RtspLimits.DEFAULT)
                : new RtspFrameDecoder(checker, RtspLimits.DEFAULT);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        try {
            while (inputs.hasMore()) {
                channel.writeInbound(Unpooled.wrappedBuffer(inputs.next(piece)));
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        if (checker.packetBytes + checker.garbageBytes > input.length) {
            throw new IllegalStateException(
                    checker.packetBytes + " and " + checker.garbageBytes + " of " + input.length);
        }
    }

    private static final class Checker implements RtspFrameHandler {
        private long packetBytes;
        private long garbageBytes;
        private boolean over;

        @Override
        public void onMessage(RtspMessage message) {
            checkNotOver();
            message.headers().first("CSeq");
        }

        @Override
        public void onInterleaved(int channel, ByteBuf bytes, int offset, int length) {
            if (offset < 0 || length < 0 || offset + length > bytes.writerIndex()) {
                throw new IllegalStateException(offset + " + " + length + " in " + bytes);
            }
            checkNotOver();
            packetBytes += length;
        }

        @Override
        public void onGarbage(int bytes) {
            garbageBytes += bytes;
        }

        @Override
        public void onUnreadable(String what) {
            checkNotOver();
            over = true;
        }

        private void checkNotOver() {
            if (over) {
                throw new IllegalStateException("Something behind the end");
            }
        }
    }
}
