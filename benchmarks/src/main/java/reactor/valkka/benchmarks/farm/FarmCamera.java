package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtcp.SenderReport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A camera that plays to one client: a unit every 40 ms, on a grid of its own. Over TCP a client
 * that does not read in time misses whole units, which is counted; its packet numbers show it, too.
 */
final class FarmCamera {

    private static final long PERIOD_NANOS =
            TimeUnit.SECONDS.toNanos(1) / FarmFootage.PICTURES_PER_SECOND;
    private static final int TICKS_PER_UNIT = 90_000 / FarmFootage.PICTURES_PER_SECOND;
    private static final int REPORT_EVERY = 5 * FarmFootage.PICTURES_PER_SECOND;
    private static final double GOLDEN = 0.618_033_988_749_895;

    private final PreparedClip clip;
    private final SocketChannel socket;
    private final int ssrc;
    private final int channel;
    private final @Nullable Target target;
    private long dueNanos;
    private int position;
    private int sequence;
    private int timestamp;
    private int sent;
    private int octets;
    private @Nullable ByteBuffer unwritten;

    /** What became of a unit. */
    enum Outcome {
        /** It went in time. */
        IN_TIME,
        /** It went too long after its time, or its end waits for the next one to be due. */
        LATE,
        /** It was left out, as the one before is not gone yet. */
        SKIPPED
    }

    /** Where datagrams go. */
    record Target(
            DatagramChannel rtp,
            InetSocketAddress rtpAddress,
            DatagramChannel rtcp,
            InetSocketAddress rtcpAddress) {}

    /**
     * Begins to play.
     *
     * @param number of the camera, says when it begins
     * @param first picture of the clip that it begins with
     * @param channel of its packets on the connection
     * @param target where they go instead, over UDP
     */
    FarmCamera(
            int number,
            PreparedClip clip,
            int first,
            SocketChannel socket,
            int channel,
            @Nullable Target target) {
        this.clip = clip;
        this.socket = socket;
        this.channel = channel;
        this.target = target;
        ssrc = number + 1;
        position = first;
        timestamp = position * TICKS_PER_UNIT;
        dueNanos = System.nanoTime() + (long) (PERIOD_NANOS * (number * GOLDEN % 1));
    }

    long dueNanos() {
        return dueNanos;
    }

    SocketChannel socket() {
        return socket;
    }

    /**
     * Sends the unit that is due.
     *
     * @param scratch has room for the largest one
     */
    Outcome send(ByteBuffer scratch) throws IOException {
        PreparedUnit unit = clip.units().get(position);
        Outcome outcome = send(unit, scratch);
        sent += unit.packets().length;
        octets += unit.data().limit();
        if (position % REPORT_EVERY == 0) {
            report(scratch);
        }
        sequence += unit.packets().length;
        timestamp += TICKS_PER_UNIT;
        position = position + 1 == clip.units().size() ? 0 : position + 1;
        dueNanos += PERIOD_NANOS;
        return outcome;
    }

    private Outcome send(PreparedUnit unit, ByteBuffer scratch) throws IOException {
        long now = System.nanoTime();
        boolean late = now - dueNanos > FarmStatus.LATE_NANOS;
        if (target != null) {
            unit.copyTo(scratch, 0, sequence, timestamp, ssrc, now);
            sendDatagrams(target, unit, scratch);
        } else if (isWritten()) {
            unit.copyTo(scratch, channel, sequence, timestamp, ssrc, now);
            late |= !write(scratch);
        } else {
            return Outcome.SKIPPED;
        }
        return late ? Outcome.LATE : Outcome.IN_TIME;
    }

    private void sendDatagrams(Target to, PreparedUnit unit, ByteBuffer scratch)
            throws IOException {
        for (int i = 0; i < unit.packets().length; i++) {
            scratch.limit(unit.packetEnd(i)).position(unit.packetStart(i));
            to.rtp().send(scratch, to.rtpAddress());
        }
    }

    private void report(ByteBuffer scratch) throws IOException {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        SenderReport report =
                new SenderReport(ssrc, SenderReport.ntpTimestamp(now), timestamp, sent, octets);
        scratch.clear().position(PreparedUnit.FRAMING_BYTES);
        report.write(scratch, "farm");
        scratch.flip();
        if (target != null) {
            scratch.position(PreparedUnit.FRAMING_BYTES);
            target.rtcp().send(scratch, target.rtcpAddress());
        } else if (isWritten()) {
            int length = scratch.limit() - PreparedUnit.FRAMING_BYTES;
            scratch.put(0, (byte) '$').put(1, (byte) (channel + 1)).putShort(2, (short) length);
            write(scratch);
        }
    }

    /** Whether all of it has gone. */
    private boolean write(ByteBuffer data) throws IOException {
        socket.write(data);
        if (data.hasRemaining()) {
            unwritten = ByteBuffer.allocate(data.remaining()).put(data).flip();
            return false;
        }
        return true;
    }

    /** Whether everything so far has gone; the answers of the dialog must not cut a packet. */
    boolean isWritten() throws IOException {
        if (unwritten == null) {
            return true;
        }
        socket.write(unwritten);
        if (unwritten.hasRemaining()) {
            return false;
        }
        unwritten = null;
        return true;
    }
}
