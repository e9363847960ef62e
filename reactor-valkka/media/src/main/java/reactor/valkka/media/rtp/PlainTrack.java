package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.PlainUnitBuilder;

/** A track whose units are bytes as they come, whatever the payload format. */
final class PlainTrack implements IncomingTrack {

    /** Makes the depacketizer of a payload format. */
    @FunctionalInterface
    interface Beginning {
        Depacketizer begin(
                PlainUnitBuilder builder,
                RtpTimeline timeline,
                SequenceTracker sequence,
                CaptureClock clock,
                StreamCounters counters);
    }

    private final PlainUnitBuilder builder;
    private final StreamCounters counters;
    private final Beginning beginning;

    private PlainTrack(TrackContext context, Track track, Beginning beginning) {
        counters = context.counters();
        this.beginning = beginning;
        builder = new PlainUnitBuilder(
                track, context.tracks(), context.share(), counters, context.target());
    }

    /** A track of which the description tells all. */
    static PlainTrack described(TrackContext context, Track track, Beginning beginning) {
        context.tracks().describe(track);
        return new PlainTrack(context, track, beginning);
    }

    /** A track that only its first unit tells all about. */
    static PlainTrack undescribed(TrackContext context, Track track, Beginning beginning) {
        return new PlainTrack(context, track, beginning);
    }

    @Override
    public Depacketizer from(RtpTimeline timeline, SequenceTracker sequence, CaptureClock clock) {
        return beginning.begin(builder, timeline, sequence, clock, counters);
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
