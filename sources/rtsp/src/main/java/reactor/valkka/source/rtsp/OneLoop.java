package reactor.valkka.source.rtsp;

import io.netty.channel.EventLoopGroup;

import reactor.netty.resources.LoopResources;

/**
 * An event loop, as Reactor Netty wants to be told of it. Reactor Netty makes a resolver of names
 * for each that it has not seen, and keeps it for ever: so two for the same loop are equal.
 *
 * @param loop that connections live on
 */
record OneLoop(EventLoopGroup loop) implements LoopResources {
    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loop;
    }
}
