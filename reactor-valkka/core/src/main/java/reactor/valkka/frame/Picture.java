package reactor.valkka.frame;

/**
 * One decoded image. Sealed by where its samples are kept: {@link HostPicture} in memory that the
 * processor reads. A second kind, on a device, will join when decoding on hardware comes; code
 * that reads samples therefore asks for a {@code HostPicture}.
 */
public sealed interface Picture extends Frame permits HostPicture {

    /** What is known of the picture beside its samples. */
    PictureHeader header();

    /** How the picture lies in memory and how it is to be shown. */
    PictureFormat format();

    @Override
    default StreamId stream() {
        return header().stream();
    }

    @Override
    default long pts() {
        return header().pts();
    }

    @Override
    default Pacing pacing() {
        return header().pacing();
    }

    /** Presentation time in nanoseconds of the stream's own time line. */
    default long ptsNanos() {
        long rate = header().clockRateHz();
        return Math.floorDiv(pts(), rate) * 1_000_000_000L
                + Math.floorMod(pts(), rate) * 1_000_000_000L / rate;
    }

    @Override
    Picture share();
}
