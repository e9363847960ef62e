package reactor.valkka.media.sdp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.OutgoingFormats;
import reactor.valkka.media.rtp.PayloadFormat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Descriptions of streams that we send.
 *
 * <p>The session's id follows from its name, so that it stays the same. No text that comes in, such
 * as a stream's name, can begin a line of its own.
 *
 * <p><b>Source:</b> RFC 8866; RFC 2326 appendix C ({@code a=control}, {@code a=range}); RFC 3605
 * ({@code a=rtcp}).
 */
public final class OutgoingDescription {

    /** What stands before the number of a track in its control URL. */
    public static final String TRACK_CONTROL = "trackID=";

    private static final String PROTOCOL = "RTP/AVP";
    private static final String TOOL = "reactor-valkka";

    private OutgoingDescription() {}

    /**
     * A stream that is to be had over RTSP. The session's control URL is {@code *}, those of its
     * tracks are {@code trackID=0} and up; playing begins now.
     *
     * @param name of the stream
     * @param setup what it carries
     * @param payloadTypes of each track
     * @throws reactor.valkka.media.bitstream.MalformedBitstreamException if the configuration of
     *     AAC cannot be read
     */
    public static SessionDescription of(
            String name, StreamSetup setup, List<Integer> payloadTypes) {
        List<SdpAttribute> session = new ArrayList<>(tool());
        session.add(new SdpAttribute("control", "*"));
        session.add(new SdpAttribute("range", "npt=now-"));
        List<MediaDescription> media = new ArrayList<>();
        for (Track track : setup.tracks()) {
            List<SdpAttribute> more =
                    List.of(new SdpAttribute("control", TRACK_CONTROL + track.index()));
            media.add(media(track, payloadTypes.get(track.index()), 0, more));
        }
        return session(name, 1, "IN IP4 0.0.0.0", "IN IP4 0.0.0.0", session, media);
    }

    /** The same with the payload types that tracks have by custom. */
    public static SessionDescription of(String name, StreamSetup setup) {
        return of(name, setup, payloadTypes(setup));
    }

    /** The payload types that the tracks of a setup have by custom. */
    public static List<Integer> payloadTypes(StreamSetup setup) {
        return setup.tracks().stream().map(OutgoingFormats::payloadType).toList();
    }

    /**
     * A stream that is sent to a group: all that a receiver needs, without asking anybody.
     *
     * @param name of the stream
     * @param version rises whenever the description changes
     * @param setup what it carries
     * @param payloadTypes of each track
     * @param address where it goes to; has ports for each track
     * @param senderAddress numeric address that it comes from, {@code null} where unknown
     * @throws reactor.valkka.media.bitstream.MalformedBitstreamException if the configuration of
     *     AAC cannot be read
     */
    public static SessionDescription multicast(
            String name,
            long version,
            StreamSetup setup,
            List<Integer> payloadTypes,
            MulticastAddress address,
            @Nullable String senderAddress) {
        List<MediaDescription> media = new ArrayList<>();
        for (Track track : setup.tracks()) {
            MulticastAddress.Ports ports = address.ports().get(track.index());
            List<SdpAttribute> more = ports.rtcp() == ports.rtp() + 1
                    ? List.of()
                    : List.of(new SdpAttribute("rtcp", Integer.toString(ports.rtcp())));
            media.add(media(track, payloadTypes.get(track.index()), ports.rtp(), more));
        }
        return session(name, version, origin(senderAddress), address.connection(), tool(), media);
    }

    private static String origin(@Nullable String address) {
        String known = address == null ? "0.0.0.0" : address;
        return (known.indexOf(':') >= 0 ? "IN IP6 " : "IN IP4 ") + known;
    }

    private static List<SdpAttribute> tool() {
        return List.of(new SdpAttribute("tool", TOOL));
    }

    private static SessionDescription session(
            String name,
            long version,
            String origin,
            String connection,
            List<SdpAttribute> attributes,
            List<MediaDescription> media) {
        String line = "- " + sessionId(name) + ' ' + version + ' ' + origin;
        String title = SdpText.blanks(name).strip();
        return new SessionDescription(line, title, connection, attributes, media, List.of());
    }

    /** Any name, anywhere, the same number of 63 bits. */
    private static long sessionId(String name) {
        UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return hash.getMostSignificantBits() & Long.MAX_VALUE;
    }

    private static MediaDescription media(
            Track track, int payloadType, int port, List<SdpAttribute> more) {
        PayloadFormat format = OutgoingFormats.of(track);
        List<SdpAttribute> attributes = new ArrayList<>();
        attributes.add(new SdpAttribute("rtpmap", payloadType + " " + map(format)));
        String parameters = format.parameters().print();
        if (!parameters.isEmpty()) {
            attributes.add(new SdpAttribute("fmtp", payloadType + " " + parameters));
        }
        if (track.format() instanceof TrackFormat.Video video) {
            attributes.addAll(pictures(video));
        }
        attributes.addAll(more);
        return new MediaDescription(
                kind(track.kind()), port, PROTOCOL, List.of(payloadType), null, attributes);
    }

    private static String map(PayloadFormat format) {
        String map = format.encoding() + '/' + format.clockRateHz();
        return format.channels() > 1 ? map + '/' + format.channels() : map;
    }

    private static List<SdpAttribute> pictures(TrackFormat.Video video) {
        List<SdpAttribute> attributes = new ArrayList<>();
        if (video.framesPerSecond() > 0) {
            attributes.add(new SdpAttribute("framerate", rate(video.framesPerSecond())));
        }
        if (video.width() > 0 && video.height() > 0) {
            attributes.add(new SdpAttribute("x-dimensions", video.width() + "," + video.height()));
        }
        return attributes;
    }

    private static String rate(double framesPerSecond) {
        long thousandths = Math.round(framesPerSecond * 1_000);
        return thousandths % 1_000 == 0
                ? Long.toString(thousandths / 1_000)
                : Double.toString(thousandths / 1_000.0);
    }

    private static String kind(TrackKind kind) {
        return switch (kind) {
            case VIDEO -> "video";
            case AUDIO -> "audio";
            case METADATA -> "application";
        };
    }
}
