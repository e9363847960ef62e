package reactor.valkka.doctor;

import java.util.ArrayList;
import java.util.List;

/** The Java that suits a camera, to be pasted. */
final class Configuration {

    private static final String INDENT = "        ";

    private Configuration() {}

    static List<String> of(Examination camera) {
        List<String> lines = new ArrayList<>();
        lines.add("RtspSource camera = RtspSource.create(\""
                + escaped(camera.address().toString()) + "\")");
        if (camera.user() != null) {
            lines.add(INDENT + ".credentials(\"" + escaped(camera.user()) + "\", password)");
        }
        if (camera.address().scheme().equals("rtsps")) {
            lines.add(INDENT + ".tls(trust)");
        }
        lines.add(INDENT + ".transport(RtspTransport." + camera.main().transport() + ");");
        return lines;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** How units should be stamped. */
    static String clockPolicy(Examination camera) {
        return camera.main().observer().units().repaired() > 0 ? "ARRIVAL" : "SMART";
    }
}
