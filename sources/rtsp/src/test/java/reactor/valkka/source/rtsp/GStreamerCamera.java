package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.Peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** GStreamer's RTSP server in a process of its own. */
final class GStreamerCamera implements AutoCloseable {

    private static final String PYTHON = "/usr/bin/python3";
    private static final String IMPORTS = "import gi; gi.require_version('GstRtspServer', '1.0');"
            + " from gi.repository import GstRtspServer";

    private final ForeignCamera process;
    private final String uri;

    private GStreamerCamera(ForeignCamera process, String scheme, String host) {
        this.process = process;
        String line = process.firstLine();
        assertThat(line).startsWith("port ");
        uri = scheme + "://" + host + ":" + line.substring("port ".length()) + "/clip";
    }

    /** What a server is started with. */
    record Setup(String launch, String scheme, List<String> options) {

        /** Asks for credentials by {@code basic} or {@code digest}. */
        Setup credentials(String by, String user, String password) {
            return with(scheme, "--scheme", by, "--user", user, "--password", password);
        }

        /** Grants {@code tcp}, {@code udp} or {@code multicast} and nothing else. */
        Setup transport(String only) {
            return with(scheme, "--transport", only);
        }

        /** Sends to a group, from a {@link PrivateNetwork} alone. */
        Setup group(String address, int port) {
            return transport("multicast")
                    .with(scheme, "--group", address, "--group-port", Integer.toString(port))
                    .with(scheme, "--group-network", PrivateNetwork.THERE_NAME)
                    .with(scheme, "--address", "0.0.0.0");
        }

        /** Speaks TLS and nothing else. */
        Setup certificate(Path pem) {
            return with("rtsps", "--certificate", pem.toString());
        }

        private Setup with(String newScheme, String... more) {
            return new Setup(
                    launch,
                    newScheme,
                    Stream.concat(options.stream(), Stream.of(more)).toList());
        }

        GStreamerCamera start() {
            return new GStreamerCamera(new ForeignCamera(command()), scheme, "127.0.0.1");
        }

        /** Starts it as if it ran on another machine. */
        GStreamerCamera startElsewhere() {
            return new GStreamerCamera(
                    PrivateNetwork.start(command()), scheme, PrivateNetwork.THERE);
        }

        private List<String> command() {
            Peers.Output check = Peers.run(Duration.ofSeconds(20), List.of(PYTHON, "-c", IMPORTS));
            if (check.status() != 0) {
                throw Peers.missing("no GStreamer RTSP server for Python (Debian: python3-gi"
                        + " gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good"
                        + " gstreamer1.0-plugins-bad)");
            }
            List<String> command = new ArrayList<>(List.of(PYTHON));
            command.add(ForeignCamera.resource("gstreamer_camera.py").toString());
            command.add(launch);
            command.addAll(options);
            return command;
        }
    }

    /** Offers the pictures of a file in H.264. */
    static Setup clip(Path file) {
        return setup("filesrc location=\"" + file
                + "\" ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96");
    }

    /**
     * Offers the pictures and the sound of a file.
     *
     * @param video elements that make packets of the pictures, such as {@code h264parse !
     *     rtph264pay}
     * @param audio the same for the sound
     */
    static Setup film(ForeignFilm film, String video, String audio) {
        return setup("filesrc location=\"" + film.file() + "\" ! qtdemux name=film "
                + "film.video_0 ! queue ! " + video + " name=pay0 "
                + "film.audio_0 ! queue ! " + audio + " name=pay1");
    }

    private static Setup setup(String launch) {
        return new Setup(launch, "rtsp", List.of());
    }

    String uri() {
        return uri;
    }

    @Override
    public void close() {
        process.close();
    }
}
