package reactor.valkka.benchmarks.soak;

/**
 * What the process of those who come and go says.
 *
 * @param viewers who are shown something now, of fragmented MP4
 * @param readers who are shown something now, of RTSP
 * @param visits so far
 * @param stuck visits that showed nothing for too long
 * @param ended visits that were broken off
 */
record VisitorStatus(int viewers, int readers, long visits, int stuck, int ended) {}
