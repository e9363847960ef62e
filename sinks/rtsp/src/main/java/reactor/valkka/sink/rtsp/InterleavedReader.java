package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * A reader over the TCP connection of its session, RFC 2326 §10.12.
 *
 * <p><b>Ownership:</b> holds what lies below the channel's high-water mark and one chunk.
 */
final class InterleavedReader extends Reader {
    private static final int NOT_SET_UP = -1;

    private final Channel channel;
    private final int[] channelOfTrack;
    private final Writability writability = new Writability();

    /**
     * @param channelOfTrack interleaved channel for the RTP of each track, -1 for none
     */
    InterleavedReader(
            LoopFeed feed,
            MountSetup setup,
            Channel channel,
            int[] channelOfTrack,
            ReaderListener listener) {
        super(feed, setup, listener);
        this.channel = channel;
        this.channelOfTrack = channelOfTrack.clone();
        channel.pipeline().addFirst(writability);
    }

    @Override
    boolean takes(int track) {
        return track < channelOfTrack.length && channelOfTrack[track] != NOT_SET_UP;
    }

    @Override
    boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    boolean write(PacketUnit unit, int part) {
        int to = channelOfTrack[unit.track()] + (unit.isReport() ? 1 : 0);
        channel.write(unit.chunk(part, to), channel.voidPromise());
        return part + 1 == unit.chunkCount();
    }

    @Override
    void flush() {
        channel.flush();
    }

    @Override
    void close() {
        super.close();
        if (channel.pipeline().context(writability) != null) {
            channel.pipeline().remove(writability);
        }
    }

    @Override
    String address() {
        return String.valueOf(channel.remoteAddress());
    }

    @Override
    String transport() {
        return "TCP";
    }

    /** Goes on once the socket takes more. */
    private final class Writability extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (channel.isWritable()) {
                goOn();
            }
            context.fireChannelWritabilityChanged();
        }
    }
}
