package reactor.valkka.sink.http;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.test.TestUnits;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes fragments of numbered units without a muxer, for tests of what happens after it. */
final class TestFragments {
    private static final int CAMERA = 7;
    private static final byte[] BOXES = "moof-mdat".getBytes(StandardCharsets.US_ASCII);

    private final TestUnits units;
    private Fragment segment;
    private FragmentBytes initialization;

    TestFragments(TestUnits units) {
        this.units = units;
        segment = segment("first");
        initialization = FragmentBytes.initialization(segment, CAMERA, "video/mp4");
    }

    private Fragment segment(String content) {
        return Fragment.initialization(
                units.setup(), Bytes.copyOf(content.getBytes(StandardCharsets.US_ASCII)));
    }

    StreamSetup setup() {
        return units.setup();
    }

    /** From here on another initialization segment governs the fragments. */
    void changeInitialization(String content) {
        initialization.release();
        segment = segment(content);
        initialization = FragmentBytes.initialization(segment, CAMERA, "video/mp4");
    }

    FragmentBytes key(int number) {
        return fragment(units.key(number), number);
    }

    FragmentBytes dependent(int number) {
        return fragment(units.dependent(number), number);
    }

    private FragmentBytes fragment(AccessUnit unit, int number) {
        Fragment fragment = Fragment.media(segment, Bytes.copyOf(BOXES), List.of(unit));
        return FragmentBytes.media(fragment, initialization, CAMERA, new MediaTime(number, 0));
    }

    /** Says what a fragment is and gives it back: {@code init:first}, {@code K7}, {@code P8}. */
    static String close(FragmentBytes fragment) {
        try {
            int at = fragment.mp4Offset();
            if (fragment.initialization() == null) {
                int length = fragment.writerIndex() - at;
                return "init:" + fragment.toString(at, length, StandardCharsets.US_ASCII);
            }
            int unit = at + BOXES.length;
            int number = TestUnits.number(fragment.nioBuffer(unit, fragment.writerIndex() - unit));
            return (fragment.isKeyFrame() ? "K" : "P") + number;
        } finally {
            fragment.release();
        }
    }

    /** To be called when the test needs no more. */
    void close() {
        initialization.release();
    }
}
