package reactor.valkka.source.rtsp;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeTrack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Sends numbered pictures as plain RTP to a port of loopback, 200 a second, whether anybody listens
 * or not: a group of 25, numbers from 0 to 49 again and again. Of pictures this small a receiver's
 * buffer holds more than a second, as it is on a usual machine.
 */
final class PlainSender implements AutoCloseable {

    static final CameraVideo VIDEO = CameraVideo.synthetic(50, 25, 4_000, 400);
    static final int PAYLOAD_TYPE = 96;

    private static final int TICKS = 450;
    private static final int GOODBYE = 203;

    private final DatagramSocket socket;
    private final FakeTrack.Sender sender;
    private final int ssrc;
    private final int rtpPort;
    private final int reportPort;
    private final Disposable sending;
    private int number;

    private PlainSender(
            FakeTrack track, String from, int payloadType, int ssrc, int rtpPort, int reportPort) {
        this.ssrc = ssrc;
        this.rtpPort = rtpPort;
        this.reportPort = reportPort;
        sender = track.sender(payloadType, ssrc, 1_000);
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sending = Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .publishOn(Schedulers.boundedElastic(), 1)
                .subscribe(tick -> unit());
    }

    /** Pictures from 127.0.0.1, reports to the next port. */
    static PlainSender to(int port) {
        return from("127.0.0.1", port);
    }

    /** Pictures from another address of loopback. */
    static PlainSender from(String address, int port) {
        return new PlainSender(VIDEO, address, PAYLOAD_TYPE, 7, port, port + 1);
    }

    /** Pictures whose reports go to another port. */
    static PlainSender reporting(int rtpPort, int reportPort) {
        return new PlainSender(VIDEO, "127.0.0.1", PAYLOAD_TYPE, 7, rtpPort, reportPort);
    }

    /** Another track than video. */
    static PlainSender of(FakeTrack track, int payloadType, int port) {
        return new PlainSender(track, "127.0.0.1", payloadType, 8, port, port + 1);
    }

    private synchronized void unit() {
        if (socket.isClosed()) {
            return; // this one was due when it was closed
        }
        if (number % 10 == 0) {
            report();
        }
        sender.send(number, number * TICKS, packet -> send(packet, rtpPort));
        number++;
    }

    private void report() {
        ByteBuffer report = ByteBuffer.allocate(64);
        long now = System.currentTimeMillis() * 1_000_000;
        new SenderReport(ssrc, SenderReport.ntpTimestamp(now), number * TICKS, number, number)
                .write(report);
        send(report.flip(), reportPort);
    }

    /** Ends the stream as RTCP says it. */
    synchronized void goodbye() {
        sending.dispose();
        report();
        ByteBuffer packet = ByteBuffer.allocate(8);
        packet.put((byte) 0x81)
                .put((byte) GOODBYE)
                .putShort((short) 1)
                .putInt(ssrc)
                .flip();
        send(packet, reportPort);
    }

    private void send(ByteBuffer packet, int port) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        sending.dispose();
        socket.close();
    }
}
