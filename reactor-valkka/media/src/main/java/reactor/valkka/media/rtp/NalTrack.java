package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.ParameterSetTracker;

import java.util.List;

/**
 * H.264 or H.265 as it comes over RTP.
 *
 * <p><b>Source:</b> RFC 6184 §8.1 and RFC 7798 §7.1 for the parameters.
 */
final class NalTrack implements IncomingTrack {
    private final Codec codec;
    private final @Nullable DecodingOrder order;
    private final AccessUnitBuilder builder;
    private final StreamCounters counters;

    NalTrack(Codec codec, TrackContext context, PayloadFormat format) {
        this.codec = codec;
        counters = context.counters();
        order = codec == Codec.H265 ? DecodingOrder.of(format.parameters()) : null;
        ParameterSetTracker sets =
                new ParameterSetTracker(codec, context.index(), format.clockRateHz());
        sets.describe(described(codec, format.parameters()));
        Track described = sets.track();
        if (described != null) {
            context.tracks().describe(described);
        }
        builder = new AccessUnitBuilder(
                sets, context.tracks(), context.share(), counters, context.target());
    }

    private static List<Bytes> described(Codec codec, FormatParameters parameters) {
        List<String> names = codec == Codec.H264
                ? List.of("sprop-parameter-sets")
                : List.of("sprop-vps", "sprop-sps", "sprop-pps");
        return names.stream()
                .flatMap(name -> parameters.parameterSets(name).stream())
                .map(Bytes::copyOf)
                .toList();
    }

    @Override
    public Depacketizer from(RtpTimeline timeline, SequenceTracker sequence, CaptureClock clock) {
        if (codec == Codec.H264) {
            return new H264Depacketizer(builder, timeline, sequence, clock, counters);
        }
        H265Depacketizer inOrder =
                new H265Depacketizer(builder, timeline, sequence, clock, counters);
        return order == null
                ? inOrder
                : new InterleavedH265Depacketizer(inOrder, sequence, order, counters);
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
