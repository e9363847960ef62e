package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client says that it will send: the other way round than what a camera offers.
 *
 * <p>All sections are kept, as a client sets up what it has announced and gives up where it is
 * refused a part of it; those that nobody wants or that we cannot read carry nothing.
 *
 * <p><b>Source:</b> RFC 2326 §10.3.
 */
public final class AnnouncedSession {
    private final List<MediaDescription> media;
    private final List<@Nullable TrackChoice> choices;
    private final List<String> setAside;

    private AnnouncedSession(
            List<MediaDescription> media,
            List<@Nullable TrackChoice> choices,
            List<String> setAside) {
        this.media = media;
        this.choices = choices;
        this.setAside = setAside;
    }

    /**
     * Chooses from a description.
     *
     * @param description read by {@link SessionDescription#parse}
     * @param selection which tracks are wanted
     * @param name of who announces, for the messages of errors
     * @throws RtspProtocolException if it describes nothing at all
     * @throws RtspUnsupportedException if none of the tracks can be received; the message says what
     *     is described
     */
    public static AnnouncedSession of(
            SessionDescription description, TrackSelection selection, String name) {
        if (description.media().isEmpty()) {
            throw new RtspProtocolException(
                    "expected a session description with a section m=, got none",
                    Stage.DESCRIBE,
                    name);
        }
        Offer offer = Offer.announced(description, selection);
        if (offer.chosen().isEmpty()) {
            throw new RtspUnsupportedException(
                    "no track to receive: wanted " + selection + ", announced "
                            + Offer.all(description) + offer.reasons(),
                    Stage.DESCRIBE,
                    name);
        }
        List<@Nullable TrackChoice> choices = new ArrayList<>();
        for (MediaDescription section : description.media()) {
            choices.add(choice(offer, section));
        }
        return new AnnouncedSession(description.media(), choices, offer.setAside());
    }

    private static @Nullable TrackChoice choice(Offer offer, MediaDescription section) {
        for (TrackChoice chosen : offer.chosen()) {
            if (chosen.media() == section) {
                return chosen;
            }
        }
        return null;
    }

    /** The sections, in the order of the description. */
    public List<MediaDescription> media() {
        return media;
    }

    /** A line for each section that we cannot read and that might have been wanted. */
    public List<String> setAside() {
        return setAside;
    }

    /**
     * The tracks that are received once transports were agreed on.
     *
     * @param granted the transport of each section, {@code null} where it was not set up
     * @return those of our choice that were set up, by index without gaps; may be none
     */
    public List<TrackReady> tracks(List<? extends @Nullable TransportHeader> granted) {
        List<TrackReady> tracks = new ArrayList<>();
        for (int section = 0; section < choices.size(); section++) {
            TrackChoice choice = choices.get(section);
            TransportHeader transport = granted.get(section);
            if (choice != null && transport != null) {
                boolean tcp = transport.lower() == TransportHeader.Lower.TCP;
                tracks.add(new TrackReady(
                        tracks.size(),
                        choice.media(),
                        choice.map(),
                        choice.codec(),
                        tcp ? TransportKind.TCP : TransportKind.UDP,
                        transport,
                        transport));
            }
        }
        return tracks;
    }
}
