package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.FormatParameters;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.rtsp.RtspAuthenticationException;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was learnt of a camera, before it is judged.
 *
 * @param address of the camera, without credentials
 * @param user who was let in, or {@code null}
 * @param trustGiven whether it was said which certificate is trusted
 * @param dialogue what it said
 * @param main the look at its stream that is judged: the first that worked, else the first
 * @param looks all looks, in order
 * @param keepAlives which requests keep a session alive, and who answered them
 * @param sessions how many clients it served at once; −1 where that was not asked for
 * @param sessionsMax at which counting ended
 */
record Examination(
        RtspUri address,
        @Nullable String user,
        boolean trustGiven,
        DialogueNotes dialogue,
        Observation main,
        List<Observation> looks,
        KeepAliveTrial.Outcome keepAlives,
        int sessions,
        int sessionsMax) {

    Examination keepAlives(KeepAliveTrial.Outcome value) {
        return new Examination(
                address, user, trustGiven, dialogue, main, looks, value, sessions, sessionsMax);
    }

    Examination sessions(int value) {
        return new Examination(
                address, user, trustGiven, dialogue, main, looks, keepAlives, value, sessionsMax);
    }

    /** Whether the camera was let to speak: a login that was refused is not tried again. */
    boolean loginFailed() {
        return main.error() instanceof RtspAuthenticationException;
    }

    SessionDescription description() {
        return SessionDescription.parse(dialogue.description());
    }

    /** The parameter sets that the description holds for what is played. */
    List<Bytes> describedSets() {
        List<Bytes> sets = new ArrayList<>();
        PlayedTrack track = PlayedTrack.of(description());
        if (track != null) {
            FormatParameters parameters =
                    track.media().formatParameters(track.map().payloadType());
            for (String name :
                    List.of("sprop-parameter-sets", "sprop-vps", "sprop-sps", "sprop-pps")) {
                parameters.parameterSets(name).forEach(set -> sets.add(Bytes.copyOf(set)));
            }
        }
        return sets;
    }

    /** Whether a parameter set of the description came with the pictures, too. */
    boolean isInBand(Bytes described) {
        ParameterSetNotes notes = main.observer().parameterSets();
        return notes != null && notes.has(described);
    }

    /** The parameter sets that came with the pictures. */
    List<Bytes> setsInBand() {
        ParameterSetNotes notes = main.observer().parameterSets();
        return notes == null ? List.of() : notes.sets();
    }
}
