package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;

import java.util.List;

/** H.264 as it comes over RTP. Source: RFC 6184 §8.1 for the parameters. */
final class H264Track implements IncomingTrack {
    private final AccessUnitBuilder builder;
    private final StreamCounters counters;

    H264Track(TrackContext context, PayloadFormat format) {
        counters = context.counters();
        ParameterSetTracker sets = new ParameterSetTracker(context.index(), format.clockRateHz());
        sets.describe(described(format));
        Track described = sets.track();
        if (described != null) {
            context.tracks().describe(described);
        }
        builder = new AccessUnitBuilder(
                sets, context.tracks(), context.share(), counters, context.target());
    }

    private static List<Bytes> described(PayloadFormat format) {
        return format.parameters().parameterSets("sprop-parameter-sets").stream()
                .map(Bytes::copyOf)
                .toList();
    }

    @Override
    public Depacketizer from(RtpTimeline timeline, SequenceTracker sequence, CaptureClock clock) {
        return new H264Depacketizer(builder, timeline, sequence, clock, counters);
    }

    @Override
    public void interrupted() {
        builder.discard();
        builder.lostBefore(1);
        builder.discontinuity();
    }

    @Override
    public void discontinuity() {
        builder.discontinuity();
    }

    @Override
    public void close() {
        builder.close();
    }
}
