package reactor.valkka.test;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;

import java.nio.ByteBuffer;

/**
 * A number in a picture: 32 bars from left to right, black or white, the highest bit first.
 *
 * <p>What the bars show is not the number itself but a scrambled one, so that neighbours differ in
 * about half of their bars. A picture that was decoded from the wrong reference then shows parts of
 * two numbers, which is no number that any clip has, and reads as {@link #DAMAGED}.
 */
public final class PictureNumber {
    /** What a picture reads as that shows no number, or parts of several. */
    public static final int DAMAGED = -1;

    private static final int BARS = 32;
    private static final int BLACK = 16;
    private static final int WHITE = 235;
    private static final int DARKEST_WHITE = 176;
    private static final int LIGHTEST_BLACK = 80;
    private static final int NUMBER_MAX = (1 << 16) - 1;
    private static final int SALT = 0x9E3779B9;
    private static final int LOOKS = 7;

    private PictureNumber() {}

    /**
     * Draws a number into a luma plane whose rows follow each other without gaps.
     *
     * @param number 0 to 65 535
     */
    public static void draw(int number, byte[] luma, int width, int height) {
        if (number < 0 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("A number is 0 to " + NUMBER_MAX + ": " + number);
        }
        int bars = scramble(number);
        for (int x = 0; x < width; x++) {
            int bar = x * BARS / width;
            boolean white = (bars << bar) < 0;
            luma[x] = (byte) (white ? WHITE : BLACK);
        }
        for (int y = 1; y < height; y++) {
            System.arraycopy(luma, 0, luma, y * width, width);
        }
    }

    /** The number that a picture shows, or {@link #DAMAGED}; the picture stays open. */
    public static int of(Picture picture) {
        HostPicture host = (HostPicture) picture;
        int bytesPerPixel = switch (host.format().pixelFormat()) {
            case YUYV422 -> 2;
            case RGB24, BGR24 -> 3;
            default -> 1;
        };
        return of(host, bytesPerPixel);
    }

    private static int of(HostPicture picture, int bytesPerPixel) {
        PictureFormat format = picture.format();
        PictureFormat.Plane plane = format.planes().get(0);
        return of(picture.plane(0), plane.stride(), bytesPerPixel, format.width(), format.height());
    }

    /**
     * The number in a plane, or {@link #DAMAGED}.
     *
     * @param plane from its first sample on
     * @param stride bytes from row to row
     * @param bytesPerPixel bytes from one pixel to the next in a row
     */
    public static int of(ByteBuffer plane, int stride, int bytesPerPixel, int width, int height) {
        int bars = 0;
        for (int bar = 0; bar < BARS; bar++) {
            int x = (2 * bar + 1) * width / (2 * BARS);
            int white = 0;
            for (int look = 0; look < LOOKS; look++) {
                int y = (2 * look + 1) * height / (2 * LOOKS);
                int sample = plane.get(y * stride + x * bytesPerPixel) & 0xFF;
                if (sample > LIGHTEST_BLACK && sample < DARKEST_WHITE) {
                    return DAMAGED;
                }
                white += sample >= DARKEST_WHITE ? 1 : 0;
            }
            if (white != 0 && white != LOOKS) {
                return DAMAGED;
            }
            bars = bars << 1 | (white == 0 ? 0 : 1);
        }
        int number = unscramble(bars);
        return number < 0 || number > NUMBER_MAX ? DAMAGED : number;
    }

    /** The finalizer of MurmurHash3, which is one to one. */
    private static int scramble(int number) {
        int bits = number + SALT;
        bits = (bits ^ bits >>> 16) * 0x85EBCA6B;
        bits = (bits ^ bits >>> 13) * 0xC2B2AE35;
        return bits ^ bits >>> 16;
    }

    private static int unscramble(int bars) {
        int bits = (bars ^ bars >>> 16) * 0x7ED1B41D;
        bits = (bits ^ bits >>> 13 ^ bits >>> 26) * 0xA5CB9243;
        return (bits ^ bits >>> 16) - SALT;
    }
}
