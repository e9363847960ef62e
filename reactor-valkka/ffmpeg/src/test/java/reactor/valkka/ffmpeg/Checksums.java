package reactor.valkka.ffmpeg;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.test.Peers;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** MD5 sums of pictures, by us and by the ffmpeg program. */
final class Checksums {
    private Checksums() {}

    /** The sum of a picture's rows, without what lies between them; the picture stays open. */
    static String of(Picture picture) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            HostPicture host = (HostPicture) picture;
            for (int i = 0; i < host.format().planes().size(); i++) {
                PictureFormat.Plane plane = host.format().planes().get(i);
                ByteBuffer rows = host.plane(i);
                for (int row = 0; row < plane.rows(); row++) {
                    md5.update(rows.duplicate()
                            .position(row * plane.stride())
                            .limit(row * plane.stride() + plane.rowBytes()));
                }
            }
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sums of all pictures of a file, as the ffmpeg program decodes them. */
    static List<String> byFfmpeg(Path file, String... options) {
        return byFfmpeg(List.of(), file, options);
    }

    /** The same, with options of its decoder. */
    static List<String> byFfmpeg(List<String> decoderOptions, Path file, String... options) {
        String program = Peers.require("ffmpeg", "ffmpeg").toString();
        List<String> command = new ArrayList<>(List.of(program, "-v", "error"));
        command.addAll(decoderOptions);
        command.addAll(List.of("-i", file.toString(), "-map", "0:v", "-vsync", "0"));
        command.addAll(List.of(options));
        command.addAll(List.of("-f", "framemd5", "-"));
        return Peers.run(Duration.ofSeconds(30), command)
                .text()
                .lines()
                .filter(line -> line.startsWith("0,"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).trim())
                .toList();
    }
}
