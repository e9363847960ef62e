package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.PlainUnitBuilder;

/** What the payload formats whose units are bytes as they come have in common. */
abstract class PlainDepacketizer extends SourceDepacketizer {
    final PlainUnitBuilder builder;

    PlainDepacketizer(
            PlainUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(timeline, sequence, clock, counters);
        this.builder = builder;
    }

    @Override
    void lost(int packets, boolean sameTimestamp) {
        builder.lostBefore(packets);
    }

    /** Only pictures that refer to others are ever reordered. */
    @Override
    int reorderDepth() {
        return 0;
    }

    @Override
    void timestampEnds(int lost, long arrivalNanos) {}

    @Override
    void timestampBegins(boolean jumped) {
        if (jumped) {
            builder.discontinuity();
        }
    }

    @Override
    public void flush(long arrivalNanos) {}
}
