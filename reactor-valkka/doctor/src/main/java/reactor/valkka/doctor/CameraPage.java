package reactor.valkka.doctor;

import static reactor.valkka.doctor.Amounts.format;

import reactor.valkka.source.rtsp.RtspTransport;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A camera's report for people. */
final class CameraPage {

    private static final int UNKNOWN = -1;

    /** A drift that is known less well says nothing; it needs a longer look. */
    private static final double DRIFT_ERROR_MAX = 50;

    private final CameraReport camera;

    private CameraPage(CameraReport camera) {
        this.camera = camera;
    }

    static String of(CameraReport camera, Page.Style style) {
        return new CameraPage(camera).print(new Page(style));
    }

    private String print(Page page) {
        page.title("Camera " + camera.address())
                .fact("server", camera.server())
                .fact("login", login())
                .fact("offers", offers())
                .fact("pictures", pictures())
                .fact("key frames", keyFrames())
                .fact("packets", packets())
                .fact("first picture", firstPicture())
                .fact("transports", transports())
                .fact("session", session())
                .fact("clients", clients())
                .fact("clock", clock());
        page.findings(camera.findings());
        if (!camera.configuration().isEmpty()) {
            page.heading("Suggested configuration").code(camera.configuration());
        }
        return page.verdict(camera.verdict(), camera.findings()).toString();
    }

    private String login() {
        CameraReport.Login login = camera.login();
        if (!login.asked()) {
            return camera.verdict() == Verdict.NOT_EXAMINED || isThroughHttp()
                    ? ""
                    : "nobody is asked";
        }
        String offered = String.join(", ", login.offered());
        return login.used().isEmpty() || login.used().equals(offered)
                ? offered
                : login.used() + " (offered: " + offered + ")";
    }

    /** A web server asks where nobody looks. */
    private boolean isThroughHttp() {
        CameraReport.Delivery delivery = camera.delivery();
        return delivery != null && delivery.transport().equals(RtspTransport.HTTP.name());
    }

    private String offers() {
        StringJoiner text = new StringJoiner(", ");
        for (CameraReport.Offer offer : camera.offers()) {
            String rate = offer.clockRateHz() > 0 && !offer.kind().equals("video")
                    ? " " + offer.clockRateHz() + " Hz"
                    : "";
            text.add(offer.kind()
                    + ' '
                    + offer.encoding()
                    + rate
                    + (offer.playable() ? "" : " (set aside)"));
        }
        return text.toString();
    }

    private String pictures() {
        CameraReport.Pictures pictures = camera.pictures();
        if (pictures == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        parts.add(
                pictures.width() > 0
                        ? pictures.codec() + ' ' + pictures.width() + '×' + pictures.height()
                        : pictures.codec());
        String declared = pictures.declaredPerSecond() > 0
                ? format(" (declared %.1f)", pictures.declaredPerSecond())
                : "";
        parts.add(format("%.1f a second", pictures.perSecond()) + declared);
        String limit = pictures.declaredBitsPerSecond() > 0
                ? format(" (declared %d)", pictures.declaredBitsPerSecond() / 1_000)
                : "";
        parts.add(format("%d kbit/s", pictures.bitsPerSecond() / 1_000) + limit);
        parts.add(pictures.reordered() ? "B-frames" : "no B-frames");
        return String.join(", ", parts);
    }

    private String keyFrames() {
        CameraReport.Pictures pictures = camera.pictures();
        if (pictures == null) {
            return "";
        }
        String every = pictures.keyFrameSeconds() > 0
                ? format(
                        "every %.1f s (%d pictures)",
                        pictures.keyFrameSeconds(), pictures.keyFrameUnits())
                : "no two came in a row";
        String sets = pictures.parameterSets().isEmpty()
                ? ""
                : ", parameter sets in " + pictures.parameterSets().replace("in band", "band");
        return every + ", " + Amounts.bytes(pictures.keyFrameBytes()) + " at most" + sets;
    }

    private String packets() {
        CameraReport.Delivery delivery = camera.delivery();
        if (delivery == null) {
            return "";
        }
        String late = delivery.late() > 0 ? format(", %d late", delivery.late()) : "";
        String foreign = delivery.foreign() > 0 ? format(", %d foreign", delivery.foreign()) : "";
        return format(
                "%d over %s, %s lost%s%s, jitter %.1f ms, silence %.0f ms at most",
                delivery.packets(),
                delivery.transport(),
                delivery.lost() == 0 ? "none" : Long.toString(delivery.lost()),
                late,
                foreign,
                delivery.jitterMillis(),
                delivery.silenceMillis());
    }

    private String firstPicture() {
        CameraReport.Delivery delivery = camera.delivery();
        return delivery == null || delivery.firstPictureSeconds() <= 0
                ? ""
                : "after " + Amounts.seconds(delivery.firstPictureSeconds());
    }

    private String transports() {
        StringJoiner text = new StringJoiner(", ");
        for (CameraReport.TransportTrial trial : camera.transports()) {
            text.add(trial.transport() + (trial.works() ? " works" : " does not work"));
        }
        return camera.verdict() == Verdict.NOT_EXAMINED ? "" : text.toString();
    }

    private String session() {
        CameraReport.KeepAlives keepAlives = camera.keepAlives();
        if (camera.verdict() == Verdict.NOT_EXAMINED) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        parts.add(
                keepAlives.timeoutSeconds() > 0
                        ? "timeout " + keepAlives.timeoutSeconds() + " s"
                        : "no timeout stated");
        if (!keepAlives.granted().isEmpty()) {
            parts.add("kept alive by " + String.join(", ", keepAlives.granted()));
        }
        if (!keepAlives.refused().isEmpty()) {
            parts.add("not by " + String.join(", ", keepAlives.refused()));
        }
        return String.join(", ", parts);
    }

    private String clients() {
        return camera.sessions() == UNKNOWN ? "" : camera.sessions() + " at once";
    }

    private String clock() {
        CameraReport.Clock clock = camera.clock();
        if (camera.pictures() == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (clock.senderReports() == 0) {
            parts.add("the camera does not say what time it is");
        } else {
            parts.add(Amounts.seconds(Math.abs(clock.aheadSeconds()))
                    + (clock.aheadSeconds() < 0 ? " behind" : " ahead"));
        }
        if (clock.driftErrorPartsPerMillion() < DRIFT_ERROR_MAX) {
            parts.add(format(
                    "drift %.0f ppm (give or take %.0f)",
                    clock.driftPartsPerMillion(), 2 * clock.driftErrorPartsPerMillion()));
        }
        parts.add("policy " + clock.policy() + " suits");
        return String.join(", ", parts);
    }
}
