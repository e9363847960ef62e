package reactor.valkka.benchmarks.analyse;

import reactor.valkka.ffmpeg.DecodePolicy;

/**
 * What is measured.
 *
 * @param cameras how many
 * @param periodNanos between two pictures of one
 * @param width of what is made of a picture
 * @param height of what is made of a picture
 * @param group pictures of the cameras from one key frame to the next
 * @param clips that they show
 * @param policy of decoding
 * @param withoutLoopFilter whether decoding leaves the loop filter out
 */
record AnalysePlan(
        int cameras,
        long periodNanos,
        int width,
        int height,
        int group,
        int clips,
        DecodePolicy policy,
        boolean withoutLoopFilter) {

    AnalysePlan withCameras(int count) {
        return new AnalysePlan(
                count, periodNanos, width, height, group, clips, policy, withoutLoopFilter);
    }

    /** For another process. */
    String print() {
        return cameras + "," + periodNanos + "," + width + "," + height + "," + group + "," + clips
                + "," + policy + "," + withoutLoopFilter;
    }

    static AnalysePlan parse(String text) {
        String[] parts = text.split(",", -1);
        return new AnalysePlan(
                Integer.parseInt(parts[0]),
                Long.parseLong(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                Integer.parseInt(parts[5]),
                DecodePolicy.valueOf(parts[6]),
                Boolean.parseBoolean(parts[7]));
    }
}
