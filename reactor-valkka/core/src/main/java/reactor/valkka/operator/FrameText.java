package reactor.valkka.operator;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts frames into words for people, and says what all kinds have in common. */
final class FrameText {
    static final long UNKNOWN = Long.MIN_VALUE;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final int SHOWN_BYTES = 16;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private FrameText() {}

    /** One line; the frame stays open and with its owner. */
    static String of(Frame frame, long nowNanos) {
        if (frame instanceof StreamSetup setup) {
            return setup(setup);
        }
        StringBuilder line = new StringBuilder(kind(frame));
        if (isKeyFrame(frame)) {
            line.append(" key frame");
        }
        time(line, frame);
        bytes(line, frame);
        loss(line, frame);
        long delay = delayNanos(frame, nowNanos);
        if (delay != UNKNOWN) {
            line.append(String.format(Locale.ROOT, ", delay %.1f ms", delay / NANOS_PER_MILLI));
        }
        return line.toString();
    }

    private static String setup(StreamSetup setup) {
        String tracks = setup.tracks().stream().map(FrameText::track).collect(Collectors.joining());
        return "setup " + (setup.pacing() == Pacing.LIVE ? "live" : "on demand") + tracks
                + (setup.discontinuity() ? ", time begins anew" : "");
    }

    private static String track(Track track) {
        String format = "";
        if (track.format() instanceof TrackFormat.Video video) {
            format = " " + video.width() + "×" + video.height();
        } else if (track.format() instanceof TrackFormat.Audio audio) {
            format = " " + audio.channels() + "×" + audio.sampleRateHz() + " Hz";
        }
        return ", " + track.codec() + format + " clock " + track.clockRateHz() + " Hz";
    }

    private static String kind(Frame frame) {
        if (frame instanceof AccessUnit unit) {
            return unit.track().codec().name();
        }
        if (frame instanceof Picture picture) {
            return "picture " + picture.format().pixelFormat() + " "
                    + picture.format().width() + "×" + picture.format().height() + " "
                    + picture.header().type();
        }
        return frame instanceof Fragment fragment && fragment.isInitialization()
                ? "initialization segment"
                : "fragment";
    }

    static boolean isKeyFrame(Frame frame) {
        if (frame instanceof Picture picture) {
            return picture.header().keyFrame();
        }
        return frame instanceof KeyFramed keyFramed && keyFramed.startsAtKeyFrame();
    }

    private static void time(StringBuilder line, Frame frame) {
        if (frame.pts() == Frame.NO_PTS) {
            return;
        }
        double seconds = ptsNanos(frame) / NANOS_PER_SECOND;
        line.append(String.format(Locale.ROOT, " pts %.3f s", seconds));
    }

    private static long ptsNanos(Frame frame) {
        if (frame instanceof Picture picture) {
            return picture.ptsNanos();
        }
        AccessUnit unit =
                frame instanceof Fragment fragment ? fragment.units().get(0) : (AccessUnit) frame;
        return FrameTimes.nanos(unit.pts(), unit.track().clockRateHz());
    }

    private static void bytes(StringBuilder line, Frame frame) {
        line.append(", ").append(sizeBytes(frame)).append(" bytes");
        ByteBuffer contents;
        if (frame instanceof AccessUnit unit) {
            contents = unit.bytes();
        } else if (frame instanceof HostPicture picture) {
            contents = picture.bytes();
        } else {
            return;
        }
        byte[] head = new byte[Math.min(SHOWN_BYTES, contents.remaining())];
        contents.get(head);
        line.append(' ').append(HEX.formatHex(head)).append(contents.hasRemaining() ? " …" : "");
    }

    private static void loss(StringBuilder line, Frame frame) {
        if (frame instanceof AccessUnit unit && unit.header().lostPackets() > 0) {
            line.append(", ").append(unit.header().lostPackets()).append(" packets lost");
        }
        if (frame instanceof Picture picture && picture.header().damaged()) {
            line.append(", damaged");
        }
    }

    static long sizeBytes(Frame frame) {
        if (frame instanceof AccessUnit unit) {
            return unit.size();
        }
        if (frame instanceof HostPicture picture) {
            return picture.size();
        }
        return frame instanceof Fragment fragment ? fragment.size() : 0;
    }

    /** Time since the frame arrived here; {@link #UNKNOWN} where it did not say when. */
    static long delayNanos(Frame frame, long nowNanos) {
        long arrival = 0;
        if (frame instanceof AccessUnit unit) {
            arrival = unit.header().arrivalNanos();
        } else if (frame instanceof Picture picture) {
            arrival = picture.header().arrivalNanos();
        } else if (frame instanceof Fragment fragment && !fragment.isInitialization()) {
            arrival = fragment.units().get(0).header().arrivalNanos();
        }
        return arrival == 0 ? UNKNOWN : nowNanos - arrival;
    }
}
