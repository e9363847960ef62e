package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.PlainUnitBuilder;

import java.nio.ByteBuffer;

/**
 * Takes sound out of RTP packets that each carry one unit: G.711 and Opus.
 *
 * <p><b>Loss:</b> the unit behind a gap says how many packets are missing.
 *
 * <p><b>Source:</b> RFC 3551 §4.5.14 (PCMA, PCMU), RFC 7587 §4.2 (Opus).
 */
final class SoundDepacketizer extends PlainDepacketizer {
    private final boolean opus;
    private final int channels;

    SoundDepacketizer(
            int channels,
            PlainUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(builder, timeline, sequence, clock, counters);
        this.channels = channels;
        opus = builder.track().codec() == Codec.OPUS;
    }

    @Override
    void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos) {
        if (to > from) {
            long duration = opus ? OpusPacket.ticks(packet, from, to) : (to - from) / channels;
            builder.append(packet, from, to);
            builder.finish(times(0, duration, arrivalNanos));
        }
    }
}
