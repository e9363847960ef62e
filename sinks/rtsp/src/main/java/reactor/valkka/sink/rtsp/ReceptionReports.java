package reactor.valkka.sink.rtsp;

import reactor.valkka.media.rtcp.ReceiverReport;

import java.nio.ByteBuffer;
import java.util.List;

/** What one reader says about what it received, of each track the latest. One event loop. */
final class ReceptionReports {
    private static final double FRACTION = 256;
    private static final double MILLIS_PER_SECOND = 1000;

    private final List<MountSetup.Sender> tracks;
    private final ReaderStatus.Reception[] latest;
    private long reports;

    ReceptionReports(List<MountSetup.Sender> tracks) {
        this.tracks = tracks;
        latest = new ReaderStatus.Reception[tracks.size()];
    }

    /** Reads a compound packet; what is about other sources, or makes no sense, is left out. */
    void read(ByteBuffer compound) {
        ReceiverReport.forEach(compound, this::take);
    }

    private void take(ReceiverReport report) {
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).ssrc() == report.sourceSsrc()) {
                reports++;
                latest[i] = new ReaderStatus.Reception(
                        reports,
                        report.fractionLost() / FRACTION,
                        Math.max(0, report.packetsLost()),
                        Integer.toUnsignedLong(report.jitterTicks())
                                * MILLIS_PER_SECOND
                                / tracks.get(i).clockRateHz());
            }
        }
    }

    /** The worst of all tracks. */
    ReaderStatus.Reception summary() {
        ReaderStatus.Reception worst = ReaderStatus.Reception.NONE;
        for (ReaderStatus.Reception one : latest) {
            if (one != null) {
                worst = new ReaderStatus.Reception(
                        reports,
                        Math.max(worst.fractionLost(), one.fractionLost()),
                        Math.max(worst.packetsLost(), one.packetsLost()),
                        Math.max(worst.jitterMillis(), one.jitterMillis()));
            }
        }
        return worst;
    }
}
