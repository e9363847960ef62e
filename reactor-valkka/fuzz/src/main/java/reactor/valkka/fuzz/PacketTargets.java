package reactor.valkka.fuzz;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.ReorderLimits;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtp.RtpReorderBuffer;

import java.nio.ByteBuffer;

/** Targets that read packets. */
final class PacketTargets {
    private static final Counters COUNTERS = new Counters();
    private static final StreamId STREAM = StreamId.of("fuzz");
    private static final long NANOS_PER_STEP = 500_000;

    private PacketTargets() {}

    /** Packets behind a byte of length each; the valid ones go through a reorder buffer. */
    static void rtp(byte[] input) {
        Inputs inputs = new Inputs(input);
        int[] out = new int[1];
        RtpReorderBuffer buffer = new RtpReorderBuffer(
                ReorderLimits.DEFAULT, COUNTERS.of(STREAM), (packet, arrivalNanos) -> {
                    check(packet);
                    out[0]++;
                });
        int in = 0;
        long now = 0;
        while (inputs.hasMore()) {
            ByteBuffer packet = ByteBuffer.wrap(inputs.next(inputs.next()));
            RtpPacket.isControl(packet);
            now += NANOS_PER_STEP;
            if (RtpPacket.isValid(packet)) {
                in++;
                check(packet);
                buffer.packet(packet, now);
            }
        }
        buffer.flush();
        if (out[0] > in || buffer.wakeNanos() != RtpReorderBuffer.NEVER) {
            throw new IllegalStateException(in + " packets became " + out[0]);
        }
    }

    private static void check(ByteBuffer packet) {
        int from = RtpPacket.payloadStart(packet);
        int to = RtpPacket.payloadEnd(packet);
        if (from > to || to > packet.limit() || from < RtpPacket.HEADER_BYTES) {
            throw new IllegalStateException("Payload from " + from + " to " + to);
        }
    }

    static void rtcp(byte[] input) {
        ByteBuffer packet = ByteBuffer.wrap(input);
        SenderReport report = SenderReport.find(packet);
        if (report != null) {
            report.epochNanos();
            report.compactNtp();
            Goodbye.names(packet, report.ssrc());
        }
        Goodbye.names(packet, 0);
    }
}
