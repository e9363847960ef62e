package reactor.valkka.benchmarks.affinity;

import reactor.valkka.ValkkaException;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The process with the cameras: 720p25, a key frame each second, a moving test picture. Prints
 * their ports, and ends with its standard input.
 */
final class AffinityCameras {
    private static final int PICTURES_PER_SECOND = 25;
    private static final int SECONDS = 4;

    private AffinityCameras() {}

    /** Takes the number of cameras. */
    public static void main(String[] arguments) throws IOException {
        CameraScript script = CameraScript.usual()
                .video(CameraVideo.annexB(encode()))
                .framesPerSecond(PICTURES_PER_SECOND);
        List<FakeCamera> cameras = new ArrayList<>();
        try {
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                cameras.add(FakeCamera.start(script));
            }
            System.out.println(cameras.stream()
                    .map(camera -> Integer.toString(camera.port()))
                    .collect(Collectors.joining(" ")));
            System.in.readAllBytes();
        } finally {
            cameras.forEach(FakeCamera::close);
        }
    }

    private static byte[] encode() {
        String source = "testsrc2=size=1280x720:rate=" + PICTURES_PER_SECOND;
        String group = Integer.toString(PICTURES_PER_SECOND);
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "lavfi"));
        command.addAll(List.of("-i", source, "-t", Integer.toString(SECONDS)));
        command.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-bf", "0"));
        command.addAll(List.of("-g", group, "-keyint_min", group, "-sc_threshold", "0"));
        command.addAll(List.of("-b:v", "1500k", "-maxrate", "1500k", "-bufsize", "1500k"));
        command.addAll(List.of("-f", "h264", "-"));
        try {
            Process ffmpeg = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] stream = ffmpeg.getInputStream().readAllBytes();
            if (stream.length == 0) {
                throw new ValkkaException("ffmpeg with libx264 did not make the cameras' video");
            }
            return stream;
        } catch (IOException e) {
            throw new ValkkaException(
                    "The cameras' video is made by ffmpeg, which is not here; on Debian:"
                            + " apt-get install ffmpeg",
                    e);
        }
    }
}
