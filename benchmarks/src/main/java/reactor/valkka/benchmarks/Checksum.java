package reactor.valkka.benchmarks;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.PictureFormat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A checksum over the checksums of pictures, in the order in which they come. */
final class Checksum {
    private final MessageDigest all = md5();
    private final MessageDigest one = md5();
    private int pictures;

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a picture's checksum. */
    void add(String checksum) {
        all.update(checksum.getBytes(StandardCharsets.US_ASCII));
        pictures++;
    }

    /** Adds a picture: its rows, without what lies between them. */
    void add(HostPicture picture) {
        for (int i = 0; i < picture.format().planes().size(); i++) {
            PictureFormat.Plane plane = picture.format().planes().get(i);
            ByteBuffer samples = picture.plane(i);
            for (int row = 0; row < plane.rows(); row++) {
                samples.limit(row * plane.stride() + plane.rowBytes());
                samples.position(row * plane.stride());
                one.update(samples);
            }
        }
        add(HexFormat.of().formatHex(one.digest()));
    }

    /** Number and sum, on one line. */
    @Override
    public String toString() {
        try {
            MessageDigest copy = (MessageDigest) all.clone();
            return pictures + ":" + HexFormat.of().formatHex(copy.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
