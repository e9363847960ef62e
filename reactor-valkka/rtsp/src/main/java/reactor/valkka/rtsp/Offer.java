package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.PayloadFormat;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.MediaDescription.Direction;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Predicate;

/**
 * What a description offers to a selection. A section that makes no sense is set aside and never
 * costs one that does.
 *
 * @param chosen the sections to play, in the order of the description
 * @param setAside a line for each section that we cannot read and that might have been wanted
 */
record Offer(List<TrackChoice> chosen, List<String> setAside) {

    /** What a camera offers to those who read it. */
    static Offer of(SessionDescription description, TrackSelection selection) {
        Direction fromCamera = fromCamera(description);
        return of(description, selection, media -> !isBackChannel(media, fromCamera));
    }

    /** What somebody announces that it will send: all of it comes from there. */
    static Offer announced(SessionDescription description, TrackSelection selection) {
        return of(description, selection, media -> true);
    }

    private static Offer of(
            SessionDescription description,
            TrackSelection selection,
            Predicate<MediaDescription> comesToUs) {
        List<TrackChoice> chosen = new ArrayList<>();
        List<String> setAside = new ArrayList<>();
        Map<TrackKind, Integer> counts = new EnumMap<>(TrackKind.class);
        for (MediaDescription media : description.media()) {
            TrackKind kind = kind(media);
            int wanted = kind == null ? 1 : selection.most(kind) - counts.getOrDefault(kind, 0);
            if (wanted <= 0 || !comesToUs.test(media)) {
                continue;
            }
            boolean secure = media.protocol().contains("SAVP");
            TrackChoice choice = secure ? null : TrackChoice.of(media);
            if (choice == null) {
                setAside.add(name(media) + (secure ? " is encrypted" : whyUnread(media)));
            } else if (selection.wants(choice.codec()) && choice.codec().kind() == kind) {
                chosen.add(choice);
                counts.merge(kind, 1, Integer::sum);
            }
        }
        return new Offer(List.copyOf(chosen), List.copyOf(setAside));
    }

    private static String whyUnread(MediaDescription media) {
        boolean crowded = media.payloadTypes().stream()
                .map(media::rtpMap)
                .anyMatch(map -> map != null && map.channels() > PayloadFormat.CHANNELS_MAX);
        return crowded
                ? " has more than " + PayloadFormat.CHANNELS_MAX + " channels"
                : " cannot be read";
    }

    private static @Nullable TrackKind kind(MediaDescription media) {
        return switch (media.kind()) {
            case "video" -> TrackKind.VIDEO;
            case "audio" -> TrackKind.AUDIO;
            case "application" -> TrackKind.METADATA;
            default -> null;
        };
    }

    /**
     * Which flag means "from the camera" in this description: what the video says. ONVIF flags it
     * {@code recvonly}, as the client sees it; others {@code sendonly}, as the camera does.
     */
    private static Direction fromCamera(SessionDescription description) {
        for (MediaDescription media : description.media()) {
            boolean flagged = media.direction() == Direction.SENDONLY
                    || media.direction() == Direction.RECVONLY;
            if (media.kind().equals("video") && flagged) {
                return media.direction();
            }
        }
        return Direction.RECVONLY;
    }

    /** Video is never one, whatever it says: cameras flag their only video wrongly. */
    private static boolean isBackChannel(MediaDescription media, Direction fromCamera) {
        Direction back = fromCamera == Direction.RECVONLY ? Direction.SENDONLY : Direction.RECVONLY;
        return media.kind().equals("audio") && media.direction() == back;
    }

    /** Everything that a description offers, for the message of an error. */
    static String all(SessionDescription description) {
        StringJoiner offered = new StringJoiner(", ", "[", "]");
        description.media().forEach(media -> offered.add(name(media)));
        return offered.toString();
    }

    /** Why sections were set aside, for the message of an error; empty where none was. */
    String reasons() {
        return setAside.isEmpty() ? "" : " (" + String.join(", ", setAside) + ')';
    }

    private static String name(MediaDescription media) {
        StringJoiner encodings = new StringJoiner("/");
        for (int type : media.payloadTypes()) {
            RtpMap map = media.rtpMap(type);
            encodings.add(map == null ? Integer.toString(type) : map.encoding());
        }
        return (media.kind() + ' ' + encodings).strip();
    }
}
