package reactor.valkka.source.rtsp;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;

/**
 * Makes UDP channels that live on the event loop of a camera.
 *
 * @param loop that they live on
 * @param channels makes channels that fit the loop
 */
record UdpSockets(EventLoop loop, ChannelFactory<DatagramChannel> channels) {}
