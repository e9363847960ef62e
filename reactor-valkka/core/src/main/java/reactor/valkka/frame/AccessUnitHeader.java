package reactor.valkka.frame;

/**
 * What is known of an access unit beside its data; shared by all references to it.
 *
 * @param setup governs the unit
 * @param track that the unit belongs to
 * @param pts presentation timestamp in ticks of the track's clock, 64 bits, unwrapped
 * @param dts decoding timestamp in the same ticks, strictly rising within a track and never after
 *     {@code pts}
 * @param durationTicks duration in ticks, 0 if unknown
 * @param firstArrivalNanos when its first packet arrived, on the clock of {@link System#nanoTime()}
 * @param arrivalNanos when its last byte arrived, on the same clock
 * @param capturedNanos wall-clock time of capture in nanoseconds since 1970
 * @param origin where {@code capturedNanos} comes from
 * @param keyFrame decoding can start here
 * @param disposable no other unit refers to this one
 * @param leading it is shown before the key frame that it follows, and needs what came before that
 *     key frame
 * @param timestampRepaired its times were missing or impossible and have been put right, or its
 *     time of capture jumps because our own clock was set
 * @param lostPackets packets known to be lost before or inside this unit
 */
public record AccessUnitHeader(
        StreamSetup setup,
        Track track,
        long pts,
        long dts,
        long durationTicks,
        long firstArrivalNanos,
        long arrivalNanos,
        long capturedNanos,
        CaptureOrigin origin,
        boolean keyFrame,
        boolean disposable,
        boolean leading,
        boolean timestampRepaired,
        int lostPackets) {

    /** Starts a header for a unit of a track; all else is 0, false and {@code ARRIVAL}. */
    public static Builder builder(StreamSetup setup, Track track) {
        return new Builder(setup, track);
    }

    /** Collects the parts of a header; may be used again for the next unit of the same track. */
    public static final class Builder {
        private final StreamSetup setup;
        private final Track track;
        private long pts;
        private long dts;
        private long durationTicks;
        private long firstArrivalNanos;
        private long arrivalNanos;
        private long capturedNanos;
        private CaptureOrigin origin = CaptureOrigin.ARRIVAL;
        private boolean keyFrame;
        private boolean disposable;
        private boolean leading;
        private boolean timestampRepaired;
        private int lostPackets;

        private Builder(StreamSetup setup, Track track) {
            this.setup = setup;
            this.track = track;
        }

        /** Sets presentation and decoding time, in ticks. */
        public Builder times(long presentationTicks, long decodingTicks) {
            pts = presentationTicks;
            dts = decodingTicks;
            return this;
        }

        /** Sets the duration in ticks. */
        public Builder durationTicks(long ticks) {
            durationTicks = ticks;
            return this;
        }

        /** Sets the time of arrival of all of it, on the clock of {@link System#nanoTime()}. */
        public Builder arrivalNanos(long nanos) {
            return arrivalNanos(nanos, nanos);
        }

        /** Sets when the first packet and the last byte arrived, on that clock. */
        public Builder arrivalNanos(long firstNanos, long lastNanos) {
            firstArrivalNanos = firstNanos;
            arrivalNanos = lastNanos;
            return this;
        }

        /** Sets the wall-clock time of capture and where it comes from. */
        public Builder captured(long epochNanos, CaptureOrigin from) {
            capturedNanos = epochNanos;
            origin = from;
            return this;
        }

        /** Sets whether decoding can start here. */
        public Builder keyFrame(boolean value) {
            keyFrame = value;
            return this;
        }

        /** Sets whether no other unit refers to this one. */
        public Builder disposable(boolean value) {
            disposable = value;
            return this;
        }

        /**
         * Sets whether it is shown before the key frame that it follows and needs what came before
         * that key frame.
         */
        public Builder leading(boolean value) {
            leading = value;
            return this;
        }

        /** Sets whether the times have been put right. */
        public Builder timestampRepaired(boolean value) {
            timestampRepaired = value;
            return this;
        }

        /** Sets the number of packets lost before or inside the unit. */
        public Builder lostPackets(int packets) {
            lostPackets = packets;
            return this;
        }

        /** The header. */
        public AccessUnitHeader build() {
            return new AccessUnitHeader(
                    setup,
                    track,
                    pts,
                    dts,
                    durationTicks,
                    firstArrivalNanos,
                    arrivalNanos,
                    capturedNanos,
                    origin,
                    keyFrame,
                    disposable,
                    leading,
                    timestampRepaired,
                    lostPackets);
        }
    }
}
