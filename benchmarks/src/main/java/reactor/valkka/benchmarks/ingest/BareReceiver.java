package reactor.valkka.benchmarks.ingest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;

import reactor.valkka.benchmarks.measure.WorkerProcess;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor: no pools, no operators, no session, nothing but Netty, which cuts the connection into
 * packets, checks their numbers and copies payloads together up to each marker. Over TCP only.
 */
final class BareReceiver {

    private static final long BETWEEN_CONNECTIONS_NANOS = 4_000_000;
    private static final int LOOPS = 2;

    private final List<BareReader> readers = new ArrayList<>();

    private BareReceiver() {}

    /** Takes what {@link ValkkaReceiver} takes. */
    public static void main(String[] arguments) throws IOException {
        BareReceiver receiver = new BareReceiver();
        URI addresses = URI.create(arguments[0]);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, EpollIoHandler.newFactory());
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            BareReader reader = new BareReader(arguments[0] + i);
            receiver.readers.add(reader);
            new Bootstrap()
                    .group(loops)
                    .channel(EpollSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(reader);
                        }
                    })
                    .connect(addresses.getHost(), addresses.getPort());
            LockSupport.parkNanos(BETWEEN_CONNECTIONS_NANOS);
        }
        WorkerProcess.answer(receiver::answer);
        System.exit(0);
    }

    private IngestStatus answer(String order) {
        IngestStatus status = status();
        if (order.equals("mark")) {
            readers.forEach(BareReader::mark);
        }
        return status;
    }

    private IngestStatus status() {
        return new IngestStatus(
                (int) readers.stream().filter(BareReader::hasSentSinceMark).count(),
                readers.stream().mapToLong(BareReader::units).sum(),
                readers.stream().mapToLong(BareReader::bytes).sum(),
                readers.stream().mapToLong(BareReader::lostUnits).sum(),
                0,
                0,
                0);
    }
}
