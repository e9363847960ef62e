package reactor.valkka.benchmarks.analyse;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the analysing process says of itself.
 *
 * @param pictures that came so far, of each camera
 * @param wrong that were not what the camera showed at their time
 * @param late that came too long after the one before
 */
record AnalyseStatus(List<Long> pictures, long wrong, long late) {

    static AnalyseStatus of(List<AnalysedPictures.Seen> cameras) {
        return new AnalyseStatus(
                cameras.stream().map(AnalysedPictures.Seen::pictures).toList(),
                cameras.stream().mapToLong(AnalysedPictures.Seen::wrong).sum(),
                cameras.stream().mapToLong(AnalysedPictures.Seen::late).sum());
    }

    String line() {
        return wrong + " " + late + " "
                + pictures.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static AnalyseStatus parse(String line) {
        String[] parts = line.split(" ", -1);
        return new AnalyseStatus(
                Stream.of(parts[2].split(",", -1)).map(Long::valueOf).toList(),
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]));
    }
}
