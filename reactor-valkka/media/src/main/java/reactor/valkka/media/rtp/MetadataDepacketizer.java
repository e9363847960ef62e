package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.PlainUnitBuilder;

import java.nio.ByteBuffer;

/**
 * Takes ONVIF metadata out of RTP packets: a document of XML ends with the packet that carries the
 * marker bit, or where the timestamp changes.
 *
 * <p><b>Loss:</b> a document with a gap inside is thrown away, and so is one that does not begin
 * like a document behind a gap; what follows says how many packets are missing.
 *
 * <p><b>Source:</b> ONVIF Streaming Specification §5.1.2.1.1 (metadata over RTP).
 */
final class MetadataDepacketizer extends PlainDepacketizer {
    private static final int BYTE_ORDER_MARK = 0xEF;

    private boolean open;
    private boolean skips;
    private boolean setsMarkers;

    /** What came before is not known; true at the beginning, too, which may be in mid-document. */
    private boolean afterLoss = true;

    MetadataDepacketizer(
            PlainUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(builder, timeline, sequence, clock, counters);
    }

    @Override
    void lost(int packets, boolean sameTimestamp) {
        afterLoss = true;
        if (open) {
            giveUp(packets, sameTimestamp);
        } else {
            builder.lostBefore(packets);
        }
    }

    /** Documents of several analyses may come in turn, each with a delay of its own. */
    @Override
    int reorderDepth() {
        return -1;
    }

    private void giveUp(int packets, boolean skipsRest) {
        builder.damaged(packets);
        open = false;
        skips = skipsRest;
    }

    @Override
    void timestampEnds(int lost, long arrivalNanos) {
        finish(arrivalNanos);
        skips = false;
    }

    /** What is open has come whole only if this camera sets no markers. */
    @Override
    public void flush(long arrivalNanos) {
        if (open && setsMarkers) {
            giveUp(1, false);
        }
        finish(arrivalNanos);
    }

    private void finish(long arrivalNanos) {
        if (open) {
            open = false;
            builder.finish(times(arrivalNanos));
        }
    }

    @Override
    void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos) {
        if (!skips && to > from) {
            if (!open && afterLoss && !mayBegin(packet.get(from))) {
                giveUp(1, !marker);
                return;
            }
            open = true;
            afterLoss = false;
            builder.append(packet, from, to);
        }
        if (marker) {
            setsMarkers = true;
            finish(arrivalNanos);
            skips = false;
        }
    }

    private static boolean mayBegin(int first) {
        return first == '<' || first <= ' ' && first >= 0 || (first & 0xFF) == BYTE_ORDER_MARK;
    }
}
