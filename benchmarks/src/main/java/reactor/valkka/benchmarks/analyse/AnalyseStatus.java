package reactor.valkka.benchmarks.analyse;

import java.util.List;

/**
 * What the analysing process says of itself.
 *
 * @param pictures that came so far, of each camera
 * @param wrong that were not what the camera showed at their time
 * @param late that came too long after the one before of their camera, see {@link AnalysedPictures}
 */
record AnalyseStatus(List<Long> pictures, long wrong, long late) {

    static AnalyseStatus of(List<AnalysedPictures.Seen> cameras) {
        return new AnalyseStatus(
                cameras.stream().map(AnalysedPictures.Seen::pictures).toList(),
                cameras.stream().mapToLong(AnalysedPictures.Seen::wrong).sum(),
                cameras.stream().mapToLong(AnalysedPictures.Seen::late).sum());
    }
}
