package reactor.valkka.media.rtp;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Track;
import reactor.valkka.media.rtcp.Goodbye;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtcp.SenderReport;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One track on its way out over RTP: its packets, its numbers and times, its reports.
 *
 * <p>Timestamps follow the presentation times of the units, whatever the clock that those are told
 * by, without drift. Parameter sets of a unit's track go before each key frame, small NAL units go
 * together. Reports tell the wall-clock time of capture that belongs to an RTP timestamp, so that
 * receivers can put tracks, and cameras, side by side.
 *
 * <p><b>Threads:</b> one; has no clock of its own. <b>Ownership:</b> units stay the caller's; a
 * packet is valid during the call only. <b>Source:</b> RFC 3550 §5.1, §6.4.1, §6.6.
 */
public final class OutgoingTrack {

    /** Bytes that {@link #writeReport} and {@link #writeGoodbye} need at most. */
    public static final int REPORT_BYTES_MAX = SenderReport.COMPOUND_BYTES_MAX + Goodbye.BYTES;

    /** Of frames that follow in one packet; here each unit comes alone, with its own time. */
    private static final int AAC_FRAME_TICKS = 1_024;

    private final OutgoingPacket packet;
    private final UnitPacketizer packetizer;
    private final OutgoingTimeline timeline;

    /** Puts a unit into packets, whatever it is. */
    @FunctionalInterface
    private interface UnitPacketizer {
        void packetize(AccessUnit unit, int timestamp, Consumer<? super ByteBuffer> packets);
    }

    private OutgoingTrack(
            OutgoingPacket packet, UnitPacketizer packetizer, OutgoingTimeline timeline) {
        this.packet = packet;
        this.packetizer = packetizer;
        this.timeline = timeline;
    }

    /**
     * Begins to send a track.
     *
     * @param track what it carries
     * @param payloadType as the description says, {@link OutgoingFormats#payloadType} by custom
     * @param ssrc synchronization source, random in real life
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param firstTimestamp of the first unit, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most: 200 to 65000; for Ethernet and
     *     UDP 1460
     * @throws reactor.valkka.media.bitstream.MalformedBitstreamException if the configuration of
     *     AAC cannot be read
     * @throws IllegalArgumentException if the track has more than {@link
     *     PayloadFormat#CHANNELS_MAX} channels, or the size is none of those
     */
    public static OutgoingTrack of(
            Track track,
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int firstTimestamp,
            int payloadBytesMax) {
        PayloadFormat format = OutgoingFormats.of(track);
        OutgoingPacket packet =
                new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax);
        return new OutgoingTrack(
                packet,
                packetizer(track, format, packet),
                new OutgoingTimeline(format.clockRateHz(), firstTimestamp));
    }

    private static UnitPacketizer packetizer(
            Track track, PayloadFormat format, OutgoingPacket packet) {
        return switch (track.codec()) {
            case H264 -> nalUnits(new H264Packetizer(packet, true));
            case H265 -> nalUnits(new H265Packetizer(packet, true));
            case MJPEG -> bytes(new JpegPacketizer(packet));
            case AAC -> bytes(new AacPacketizer(packet, AAC_FRAME_TICKS));
            case PCMU, PCMA -> bytes(SoundPacketizer.g711(packet, format.channels()));
            case OPUS -> bytes(SoundPacketizer.opus(packet));
            case ONVIF_METADATA -> bytes(new MetadataPacketizer(packet));
        };
    }

    private static UnitPacketizer nalUnits(NalPacketizer packetizer) {
        return (unit, timestamp, packets) -> {
            List<Bytes> sets = unit.isKeyFrame() ? unit.track().parameterSets() : List.of();
            packetizer.packetize(unit.bytes(), sets, timestamp, packets);
        };
    }

    private static UnitPacketizer bytes(Packetizer packetizer) {
        return (unit, timestamp, packets) -> packetizer.packetize(unit.bytes(), timestamp, packets);
    }

    /** Payload type of all packets. */
    public int payloadType() {
        return packet.payloadType();
    }

    /** Synchronization source of all packets. */
    public int ssrc() {
        return packet.ssrc();
    }

    /** Ticks a second of the RTP timestamps. */
    public int clockRateHz() {
        return timeline.clockRateHz();
    }

    /** Sequence number of the packet to come, 0 to 65535. */
    public int nextSequenceNumber() {
        return packet.nextSequenceNumber();
    }

    /** RTP timestamp of the last unit that was sent; that of the first one before. */
    public int lastTimestamp() {
        return timeline.lastTimestamp();
    }

    /**
     * Puts a unit into packets; the last one of a picture or document is marked.
     *
     * @param unit of this track
     * @param packets takes each packet, from position 0 to its limit
     * @throws reactor.valkka.media.bitstream.MalformedBitstreamException if it is no JPEG image
     *     that RTP can carry
     * @throws IllegalArgumentException if it is too large for its format: an image of more than
     *     2040 pixels, a frame of AAC of more than 8191 bytes, a packet of Opus that does not fit.
     *     After either, it is as if the unit had not been: no packet went out, no number is missing
     */
    public void packetize(AccessUnit unit, Consumer<? super ByteBuffer> packets) {
        long ticks = timeline.ticks(unit.pts(), unit.track().clockRateHz());
        packetizer.packetize(unit, (int) ticks, packets);
        timeline.sent(
                ticks,
                unit.pts(),
                unit.track().clockRateHz(),
                unit.header().capturedNanos(),
                unit.header().origin() != CaptureOrigin.FILE);
    }

    /**
     * Time goes on by something else than the presentation times, as after a reconnect or at the
     * start of another loop: the timestamp of the next unit follows the latest so far by what has
     * passed, whatever its own times say. Before the first unit it changes nothing.
     *
     * @param elapsedNanos since the last unit; less than a tick counts as one
     */
    public void discontinuity(long elapsedNanos) {
        timeline.discontinuity(elapsedNanos);
    }

    /**
     * Writes a sender report and the canonical name. The wall-clock time is that of capture, of the
     * instant when it is written; where the capture was not live, that of the last unit. Before the
     * first unit, when there is nothing to tell, the report is an empty one.
     *
     * @param out has room for {@link #REPORT_BYTES_MAX}
     * @param canonicalName at most 255 bytes in UTF-8, the same for all tracks of a sender; says
     *     nothing about the user
     * @param nowEpochNanos our wall clock, in nanoseconds since 1970
     */
    public void writeReport(ByteBuffer out, String canonicalName, long nowEpochNanos) {
        if (!timeline.hasBegun()) {
            ReceiverReport.writeEmpty(out, packet.ssrc(), canonicalName);
            return;
        }
        long instant = timeline.reportedNanos(nowEpochNanos);
        SenderReport report = new SenderReport(
                packet.ssrc(),
                NtpTime.timestamp(instant),
                timeline.timestampAt(instant),
                packet.packets(),
                packet.octets());
        report.write(out, canonicalName);
    }

    /**
     * Writes a report that says goodbye as well: no packet of this source comes after it. For the
     * parameters see {@link #writeReport}.
     */
    public void writeGoodbye(ByteBuffer out, String canonicalName, long nowEpochNanos) {
        writeReport(out, canonicalName, nowEpochNanos);
        Goodbye.write(out, packet.ssrc());
    }
}
