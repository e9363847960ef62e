package reactor.valkka.doctor;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.Refusal;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.RtspUnsupportedException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.source.rtsp.RtspTransport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Judges what a camera says and whether its stream comes at all. */
final class CameraChecks {

    private static final int SHORT_TIMEOUT_SECONDS = 20;
    private static final int SESSIONS_FEW = 2;
    private static final double ANSWER_SECONDS_MAX = 1;
    private static final int BAD_MIN = 3;
    private static final double BAD_SHARE = 0.01;

    /** A request to set nothing: RFC 2326 §10.9 does not say that it must be granted. */
    private static final String MAY_BE_REFUSED = RtspMethod.SET_PARAMETER.name();

    private final Examination camera;
    private final List<Finding> findings = new ArrayList<>();

    private CameraChecks(Examination camera) {
        this.camera = camera;
    }

    /** The findings, the worst first. */
    static List<Finding> of(Examination camera) {
        CameraChecks checks = new CameraChecks(camera);
        checks.stream();
        if (camera.dialogue().described()) {
            checks.description();
            checks.login();
            checks.session();
            checks.transports();
            checks.contents();
        }
        checks.findings.addAll(StreamChecks.of(camera));
        return checks.findings.stream()
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
    }

    private void found(Symptom symptom, String seen) {
        findings.add(Finding.of(symptom, seen));
    }

    /** Why the stream did not come, or ended. */
    private void stream() {
        Throwable error = camera.main().error();
        if (error != null) {
            String certificate = camera.keepAlives().certificate();
            String shown = ShownCertificate.isBehind(error) && !certificate.isEmpty()
                    ? "; the SHA-256 of what it shows is " + certificate
                    : "";
            found(symptom(error), error.getMessage() + shown);
        }
    }

    private Symptom symptom(Throwable error) {
        if (error instanceof RtspAuthenticationException login) {
            return switch (login.verdict()) {
                case MISSING -> Symptom.LOGIN_MISSING;
                default -> Symptom.LOGIN_REFUSED;
            };
        }
        if (camera.main().works()) {
            return Symptom.STREAM_BROKE;
        }
        if (error instanceof RtspUnsupportedException) {
            return Symptom.NOTHING_PLAYABLE;
        }
        if (error instanceof RtspTimeoutException late && late.stage() == Stage.FIRST_PACKET) {
            return Symptom.NO_MEDIA;
        }
        if (error instanceof RtspTimeoutException late && late.stage() == Stage.FIRST_KEY_FRAME) {
            return hasSets() ? Symptom.NO_KEY_FRAME : Symptom.PARAMETER_SETS_MISSING;
        }
        if (error instanceof RtspStatusException answer) {
            return refused(answer.refusal());
        }
        return camera.dialogue().described() ? Symptom.STREAM_REFUSED : unheard(error);
    }

    private Symptom refused(Refusal refusal) {
        return switch (refusal) {
            case BUSY -> Symptom.BUSY;
            case FORBIDDEN -> Symptom.LOGIN_REFUSED;
            default ->
                camera.dialogue().described() ? Symptom.STREAM_REFUSED : Symptom.NOT_DESCRIBED;
        };
    }

    /** Why it did not even describe itself. */
    private static Symptom unheard(Throwable error) {
        if (error instanceof RtspTimeoutException late && late.stage() == Stage.DESCRIBE) {
            return Symptom.NO_ANSWER;
        }
        return ShownCertificate.isBehind(error)
                ? Symptom.CERTIFICATE_NOT_TRUSTED
                : Symptom.UNREACHABLE;
    }

    private boolean hasSets() {
        return !camera.describedSets().isEmpty() || !camera.setsInBand().isEmpty();
    }

    private void description() {
        List<String> defects =
                SdpCheck.of(camera.dialogue().description(), camera.dialogue().contentType());
        if (!defects.isEmpty()) {
            found(Symptom.SDP_DEFECT, String.join("; ", defects));
        }
        List<String> aside = CameraFacts.offers(camera).stream()
                .filter(offer -> !offer.playable())
                .map(offer -> offer.kind() + ' ' + offer.encoding())
                .toList();
        if (!aside.isEmpty()) {
            found(Symptom.TRACK_SET_ASIDE, String.join(", ", aside));
        }
        sets();
    }

    private void sets() {
        Track track = camera.main().observer().units().track();
        boolean needed =
                track != null && (track.codec() == Codec.H264 || track.codec() == Codec.H265);
        List<Bytes> described = camera.describedSets();
        List<Bytes> inBand = camera.setsInBand();
        if (!needed) {
            return;
        }
        if (described.isEmpty() && !inBand.isEmpty()) {
            found(
                    Symptom.PARAMETER_SETS_NOT_DESCRIBED,
                    "the description holds no parameter sets, the stream does");
        } else if (!described.isEmpty() && inBand.isEmpty()) {
            found(
                    Symptom.PARAMETER_SETS_NOT_IN_BAND,
                    "the description holds parameter sets, the stream does not");
        } else if (!described.stream().allMatch(camera::isInBand)) {
            found(
                    Symptom.PARAMETER_SETS_DIFFER,
                    "the stream never has the parameter sets of the description");
        }
    }

    private void login() {
        CameraReport.Login login = camera.dialogue().login();
        boolean plain = !camera.address().scheme().equals("rtsps");
        if (camera.main().transport() == RtspTransport.HTTP) {
            return; // the web server may have asked, of which nothing is seen
        }
        if (!login.asked()) {
            found(Symptom.OPEN_TO_EVERYBODY, "nobody was asked for a password");
        } else if (login.used().equals("Basic") && plain) {
            found(Symptom.PASSWORD_IN_CLEAR, "the camera asks for " + login.used() + " only");
        }
    }

    private void session() {
        int timeout = camera.dialogue().timeoutSeconds();
        if (timeout > 0 && timeout < SHORT_TIMEOUT_SECONDS) {
            found(
                    Symptom.SESSION_TIMEOUT_SHORT,
                    "a session ends after " + timeout + " s of silence");
        }
        double slowest = camera.dialogue().slowestAnswerSeconds();
        if (slowest > ANSWER_SECONDS_MAX) {
            found(
                    Symptom.ANSWERS_SLOW,
                    Amounts.format(
                            "the answer to %s took %.1f s",
                            camera.dialogue().slowestAnswer(), slowest));
        }
        KeepAliveTrial.Outcome trial = camera.keepAlives();
        List<String> methods = camera.dialogue().methods();
        List<String> listedInVain = trial.refused().stream()
                .filter(method -> !method.equals(MAY_BE_REFUSED) && methods.contains(method))
                .toList();
        if (trial.granted().isEmpty() && !trial.refused().isEmpty()) {
            found(
                    Symptom.KEEP_ALIVE_FAILS,
                    "none of " + String.join(", ", trial.refused()) + " was granted");
        } else if (!listedInVain.isEmpty()) {
            found(
                    Symptom.KEEP_ALIVE_UNANSWERED,
                    String.join(", ", listedInVain) + " is listed and not granted");
        }
        if (camera.sessions() >= 0
                && camera.sessions() <= SESSIONS_FEW
                && camera.sessions() < camera.sessionsMax()) {
            found(
                    Symptom.SESSIONS_FEW,
                    camera.sessions() == 1
                            ? "one client is served at once"
                            : camera.sessions() + " clients are served at once");
        }
    }

    private void transports() {
        for (Observation look : camera.looks()) {
            Throwable error = look.error();
            if (camera.main().works() && !look.works() && error != null) {
                found(
                        Symptom.TRANSPORT_FAILS,
                        look.transport() + " does not work: " + error.getMessage());
            }
        }
    }

    /** Packets that came and that nobody could use, whether pictures came of others or not. */
    private void contents() {
        PacketNotes packets = camera.main().observer().packets();
        long malformed = camera.main().count(Counter.PACKETS_MALFORMED);
        if (isMuch(malformed, packets == null ? 0 : packets.packets())) {
            found(Symptom.PACKETS_MALFORMED, malformed + " packets could not be understood");
        }
        long damaged = camera.main().count(Counter.UNITS_DAMAGED);
        boolean explained = camera.main().count(Counter.PACKETS_LOST) > 0;
        if (!explained && isMuch(damaged, camera.main().observer().units().units())) {
            found(
                    Symptom.PICTURES_DAMAGED,
                    damaged + " pictures came incomplete though no packet was lost");
        }
    }

    private static boolean isMuch(long bad, long all) {
        return bad >= BAD_MIN && bad > BAD_SHARE * all;
    }

    /** The bit rate that the description declares, or 0. */
    static long declaredBitsPerSecond(Examination camera) {
        return SdpBandwidth.bitsPerSecond(camera.dialogue().description());
    }
}
