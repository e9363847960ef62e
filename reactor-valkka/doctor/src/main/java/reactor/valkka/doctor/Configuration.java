package reactor.valkka.doctor;

import reactor.valkka.media.rtcp.ClockPolicy;

import java.util.ArrayList;
import java.util.List;

/** The Java that suits a camera, to be pasted. */
final class Configuration {

    private static final String INDENT = "        ";
    private static final double CLOCK_SECONDS_MAX = 0.5;

    private Configuration() {}

    static List<String> of(Examination camera) {
        List<String> lines = new ArrayList<>();
        lines.add("RtspSource camera = RtspSource.create(\""
                + escaped(camera.address().toString()) + "\")");
        if (camera.user() != null) {
            lines.add(INDENT + ".credentials(\"" + escaped(camera.user()) + "\", password)");
        }
        String certificate = camera.keepAlives().certificate();
        if (camera.trustGiven()) {
            lines.add(INDENT
                    + (certificate.isEmpty()
                            ? ".tls(trust)"
                            : ".tls(TlsTrust.pinned(\"" + certificate + "\"))"));
        }
        ClockPolicy clock = clockPolicy(camera);
        if (clock != ClockPolicy.SMART) {
            lines.add(INDENT + ".clock(ClockPolicy." + clock + ')');
        }
        lines.add(INDENT + ".transport(RtspTransport." + camera.main().transport() + ");");
        return lines;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /**
     * How units should be stamped: by arrival where the camera's clock jumps, or is so wrong that
     * it shows and not so wrong that nobody would believe it.
     */
    static ClockPolicy clockPolicy(Examination camera) {
        ReportNotes reports = camera.main().observer().reports();
        boolean wrong = Math.abs(reports.aheadSeconds()) > CLOCK_SECONDS_MAX;
        boolean broken = camera.main().observer().units().repaired() > 0;
        return broken || wrong || reports.stepSeconds() != 0
                ? ClockPolicy.ARRIVAL
                : ClockPolicy.SMART;
    }
}
