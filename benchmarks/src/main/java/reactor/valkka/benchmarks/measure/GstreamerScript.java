package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Scripts of ours that run GStreamer's RTSP server, which nobody here wrote. */
public final class GstreamerScript {

    private static final String PYTHON = "/usr/bin/python3";
    private static final String TRIAL = "import gi; gi.require_version('GstRtspServer', '1.0');"
            + " from gi.repository import Gst, GstRtspServer; Gst.init(None);"
            + " exit(any(Gst.ElementFactory.find(name) is None"
            + " for name in ['rtspsrc', 'rtph264depay', 'h264parse', 'rtph264pay', 'qtdemux']))";
    private static final int TRIAL_SECONDS_MAX = 20;
    private static final String MISSING = "GStreamer's RTSP server is not here; on Debian:"
            + " apt install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good"
            + " gstreamer1.0-plugins-bad";

    private GstreamerScript() {}

    /** What is missing on this machine, or null. */
    public static @Nullable String complaint() {
        try {
            Process trial = new ProcessBuilder(PYTHON, "-c", TRIAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!trial.waitFor(TRIAL_SECONDS_MAX, TimeUnit.SECONDS)) {
                trial.destroyForcibly();
                return "GStreamer did not start within " + TRIAL_SECONDS_MAX + " s";
            }
            return trial.exitValue() == 0 ? null : MISSING;
        } catch (IOException noPython) {
            return MISSING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Starts a script, whose first line is {@code port N}. */
    public static Worker start(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(PYTHON, copy(name).toString()));
        command.addAll(List.of(arguments));
        return new Worker(command);
    }

    private static Path copy(String name) {
        String resource = "/" + name;
        try (InputStream source = Objects.requireNonNull(
                GstreamerScript.class.getResourceAsStream(resource), resource)) {
            Path copy = Files.createTempFile("valkka", ".py");
            copy.toFile().deleteOnExit();
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
