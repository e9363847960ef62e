package reactor.valkka.benchmarks.soak;

/**
 * What the process that is watched says of itself.
 *
 * @param playing cameras that showed something in the last seconds
 * @param silent cameras, recordings and analyses that did not
 * @param units of all cameras so far
 * @param stuck cameras, recordings and analyses that showed nothing for too long, at any time
 * @param ended cameras, recordings and analyses that were over, whatever the reason
 * @param residentKilobytes of memory, the whole heap included
 * @param heapBytes used after the last collection
 * @param threads of Java
 * @param sockets that are open
 */
record SoakStatus(
        int playing,
        int silent,
        long units,
        int stuck,
        int ended,
        long residentKilobytes,
        long heapBytes,
        int threads,
        int sockets) {

    double residentMegabytes() {
        return residentKilobytes * 1_024 / 1e6;
    }

    /** What grows as memory that is needed does: all of the heap is resident from the start. */
    double growingMegabytes() {
        return residentMegabytes() + heapBytes / 1e6;
    }
}
