package reactor.valkka.sink.rtsp.peer;

import org.opentest4j.AssertionFailedError;

import reactor.valkka.frame.Codec;
import reactor.valkka.test.Peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program of others that plays what an RTSP server sends, and writes what it got. */
enum Player {

    /** The ffmpeg program. */
    FFMPEG {
        @Override
        List<List<String>> commands(String uri, String transport, Codecs codecs, Recording out) {
            return List.of(concat(
                    ffmpeg("-rtsp_transport", transport, "-i", uri),
                    List.of("-map", "0:v", "-c", "copy", "-f", codecs.rawFormat()),
                    List.of(out.video().toString()),
                    List.of(
                            "-map",
                            "0:a",
                            "-c",
                            "copy",
                            "-f",
                            "data",
                            out.audio().toString())));
        }
    },

    /** {@code rtspsrc}, with the usual elements behind. */
    GSTREAMER {
        /**
         * About once in sixty times it never ends, although it was sent everything and a goodbye,
         * and the connection was closed behind them.
         */
        @Override
        Peers.Output play(List<String> command) {
            try {
                return super.play(command);
            } catch (AssertionFailedError hung) {
                return super.play(command);
            }
        }

        /** When it ends, its TEARDOWN cuts its own PAUSE off, which it takes for an end of file. */
        @Override
        boolean isAtOdds(String complaint) {
            return complaint.contains("gst_rtspsrc_pause")
                    && complaint.contains("Received end-of-file");
        }

        @Override
        List<List<String>> commands(String uri, String transport, Codecs codecs, Recording out) {
            String gst = Peers.require("gst-launch-1.0", "gstreamer1.0-tools").toString();
            String protocols = transport.equals("udp_multicast") ? "udp-mcast" : transport;
            return List.of(concat(
                    List.of(gst, "-q", "-e", "rtspsrc", "name=s", "location=" + uri),
                    List.of("protocols=" + protocols, "multicast-iface=lo"),
                    words("s. ! application/x-rtp,media=video ! " + codecs.videoElements()),
                    List.of("!", "filesink", "location=" + out.video()),
                    words("s. ! application/x-rtp,media=audio ! " + codecs.audioElements()),
                    List.of("!", "filesink", "location=" + out.audio())));
        }
    },

    /**
     * mpv, which records either the pictures or the sound: both together it puts into a container,
     * and that refuses B-frames without decoding times.
     */
    MPV {
        @Override
        List<List<String>> commands(String uri, String transport, Codecs codecs, Recording out) {
            String box = out.audio() + ".mka";
            return List.of(
                    mpv(uri, transport, "--aid=no", "--stream-record=" + out.video()),
                    mpv(uri, transport, "--vid=no", "--stream-record=" + box),
                    concat(
                            ffmpeg("-i", box, "-map", "0:a", "-c", "copy"),
                            List.of("-f", "data", out.audio().toString())));
        }
    };

    private static final Duration SOON = Duration.ofSeconds(30);

    /** What is played. */
    record Codecs(Codec video, Codec audio) {

        String rawFormat() {
            return video == Codec.H264 ? "h264" : "hevc";
        }

        private String videoElements() {
            String name = video == Codec.H264 ? "h264" : "h265";
            return "rtp" + name + "depay ! " + name + "parse ! video/x-" + name
                    + ",stream-format=byte-stream,alignment=au";
        }

        private String audioElements() {
            if (audio == Codec.AAC) {
                return "rtpmp4gdepay";
            }
            return audio == Codec.OPUS ? "rtpopusdepay" : "rtppcmadepay";
        }
    }

    abstract List<List<String>> commands(
            String uri, String transport, Codecs codecs, Recording out);

    /**
     * Plays until the stream ends.
     *
     * @param transport as ffmpeg names it
     */
    Recording record(String uri, String transport, Codecs codecs, Path folder) {
        Recording recording = new Recording(
                folder.resolve(name() + '.' + codecs.rawFormat()),
                folder.resolve(name() + ".sound"));
        for (List<String> command : commands(uri, transport, codecs, recording)) {
            Peers.Output output = play(command);
            if (output.status() != 0 && !isAtOdds(output.text())) {
                throw failure(command, output);
            }
        }
        return recording;
    }

    /** Runs it to its end. */
    Peers.Output play(List<String> command) {
        return Peers.run(SOON, command);
    }

    /** Whether it fails although it got everything, by a mistake of its own. */
    boolean isAtOdds(String complaint) {
        return false;
    }

    static void run(List<String> command) {
        Peers.Output output = Peers.run(SOON, command);
        if (output.status() != 0) {
            throw failure(command, output);
        }
    }

    private static AssertionFailedError failure(List<String> command, Peers.Output output) {
        return new AssertionFailedError(String.join(" ", command) + " failed:\n" + output.text());
    }

    static List<String> ffmpeg(String... arguments) {
        return concat(
                List.of(Peers.require("ffmpeg", "ffmpeg").toString()),
                List.of("-nostdin", "-v", "error", "-y"),
                List.of(arguments));
    }

    private static List<String> mpv(String uri, String transport, String... options) {
        return concat(
                List.of(Peers.require("mpv", "mpv").toString(), "--no-config"),
                List.of("--vo=null", "--ao=null", "--untimed", "--msg-level=all=error"),
                List.of("--rtsp-transport=" + transport),
                List.of(options),
                List.of(uri));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    @SafeVarargs
    private static List<String> concat(List<String>... parts) {
        return new ArrayList<>(Stream.of(parts).flatMap(List::stream).toList());
    }
}
