package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.H264Packetizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends the units of a video to one client, at their pace, with the faults of the script. */
final class FakeSender implements Runnable {

    private static final int SSRC = 0x0BADCAFE;
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int DEFAULT_TICKS = 3_600;
    private static final int PAYLOAD_BYTES = 1_400;
    private static final int REPORT_BYTES = 28;
    private static final byte[] BYE = {
        (byte) 0x81, (byte) 203, 0, 1, 0x0B, (byte) 0xAD, (byte) 0xCA, (byte) 0xFE
    };

    private final FakeCamera camera;
    private final CameraScript script;
    private final FakeConnection connection;
    private final H264Packetizer packetizer =
            new H264Packetizer(FakeDialog.PAYLOAD_TYPE, SSRC, 1, PAYLOAD_BYTES, false);
    private final Burst burst = new Burst();
    private volatile boolean stopped;
    private volatile int channel;

    FakeSender(FakeCamera camera, CameraScript script, FakeConnection connection) {
        this.camera = camera;
        this.script = script;
        this.connection = connection;
    }

    /** What goes out in one write: interleaved packets. */
    private static final class Burst extends ByteArrayOutputStream {
        void packet(int channel, ByteBuffer packet) {
            int length = packet.remaining();
            write('$');
            write(channel);
            write(length >> 8);
            write(length);
            byte[] bytes = new byte[length];
            packet.get(packet.position(), bytes);
            writeBytes(bytes);
        }

        void send(FakeConnection connection) throws IOException {
            connection.write(buf, count);
            reset();
        }
    }

    void channel(int rtpChannel) {
        channel = rtpChannel;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            long start = System.nanoTime();
            int number = 0;
            while (!stopped && !isOver(number)) {
                await(start, number);
                if (!stopped) {
                    send(number++);
                }
            }
            if (!stopped) {
                finish(number);
            }
        } catch (IOException gone) {
            stopped = true;
        }
    }

    private boolean isOver(int number) {
        return reached(script.unitsMax, number)
                || reached(script.garbageAfter, number)
                || reached(script.closeAfter, number)
                || reached(script.stallAfter, number);
    }

    private static boolean reached(int limit, int number) {
        return limit > 0 && number >= limit;
    }

    private void finish(int number) throws IOException {
        if (reached(script.closeAfter, number)) {
            connection.kill();
        } else if (reached(script.unitsMax, number)) {
            burst.packet(channel + 1, ByteBuffer.wrap(BYE));
            burst.send(connection);
        }
        while (!stopped && reached(script.garbageAfter, number)) {
            connection.writeNoise();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private void await(long start, int number) {
        if (script.framesPerSecond > 0) {
            long due = start + (long) (number * (1e9 / script.framesPerSecond));
            long left = due - System.nanoTime();
            while (left > 0 && !stopped) {
                LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
                left = due - System.nanoTime();
            }
        }
    }

    private void send(int number) throws IOException {
        List<CameraVideo.Unit> units = script.video.units();
        CameraVideo.Unit unit = units.get(number % units.size());
        if (unit.isKeyFrame() && script.withoutKeyFrames) {
            return;
        }
        double ticks =
                script.framesPerSecond > 0 ? CLOCK_RATE_HZ / script.framesPerSecond : DEFAULT_TICKS;
        int timestamp = (int) (long) (number * ticks);
        if (unit.isKeyFrame() && script.senderReports) {
            burst.packet(channel + 1, report(timestamp));
        }
        List<Bytes> sets = unit.isKeyFrame() ? script.video.parameterSets() : List.of();
        ByteBuffer data = unit.data().asByteBuffer();
        if (script.stamped) {
            data = SendStamp.stamped(data, System.nanoTime());
        }
        packetizer.packetize(data, sets, timestamp, packet -> burst.packet(channel, packet));
        camera.unitSent();
        burst.send(connection);
    }

    private static ByteBuffer report(int timestamp) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        ByteBuffer out = ByteBuffer.allocate(REPORT_BYTES);
        new SenderReport(SSRC, SenderReport.ntpTimestamp(now), timestamp, 0, 0).write(out);
        return out.flip();
    }
}
