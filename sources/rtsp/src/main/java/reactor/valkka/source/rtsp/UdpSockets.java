package reactor.valkka.source.rtsp;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;

import java.util.function.Consumer;

/**
 * Makes UDP channels that live on the event loop of a camera.
 *
 * @param loop that they live on
 * @param channels makes channels for the event loop
 * @param bugs is told of what nobody expected, as it would end in a log otherwise
 */
record UdpSockets(
        EventLoop loop, ChannelFactory<DatagramChannel> channels, Consumer<Throwable> bugs) {

    /**
     * Does a step that Netty has asked for.
     *
     * @param undo gives back what the step was to take over, where a bug ends it
     */
    void guarded(Runnable undo, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error bug) {
            undo.run();
            bugs.accept(bug);
        }
    }
}
