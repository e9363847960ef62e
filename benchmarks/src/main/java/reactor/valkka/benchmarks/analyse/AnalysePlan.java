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
}
