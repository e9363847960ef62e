package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.Packetizer;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Sends units that a {@link Packetizer} takes as they are. */
final class PacketizedSender implements FakeTrack.Sender {

    private final Packetizer packetizer;
    private final IntFunction<Bytes> units;
    private final int entryEvery;

    PacketizedSender(Packetizer packetizer, IntFunction<Bytes> units, int entryEvery) {
        this.packetizer = packetizer;
        this.units = units;
        this.entryEvery = entryEvery;
    }

    @Override
    public void send(int number, int timestamp, Consumer<? super ByteBuffer> packets) {
        packetizer.packetize(units.apply(number).asByteBuffer(), timestamp, packets);
    }

    @Override
    public boolean isEntry(int number) {
        return number % entryEvery == 0;
    }
}
