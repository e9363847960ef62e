package reactor.valkka.test;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened to a {@link FakeCamera} so far, over all its connections. */
final class CameraCounts {

    private static final int REQUESTS_KEPT = 1_000;

    private final ConcurrentLinkedQueue<RtspRequest> requests = new ConcurrentLinkedQueue<>();
    private final Map<RtspMethod, Integer> refused = new EnumMap<>(RtspMethod.class);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong unitsSent = new AtomicLong();
    private final AtomicInteger reports = new AtomicInteger();
    private final AtomicInteger punches = new AtomicInteger();
    private final AtomicInteger played = new AtomicInteger();
    private final AtomicInteger loginsRefused = new AtomicInteger();

    void accepted() {
        accepted.incrementAndGet();
    }

    int connectionsAccepted() {
        return accepted.get();
    }

    void requested(RtspRequest request) {
        requests.add(request);
        if (requests.size() > REQUESTS_KEPT) {
            requests.poll();
        }
    }

    List<RtspRequest> requests() {
        return List.copyOf(requests);
    }

    /** Whether a method is still to be refused; counts. */
    synchronized boolean refuses(RtspMethod method, ScriptValues.Refusal refusal) {
        return refused.merge(method, 1, Integer::sum) <= refusal.times();
    }

    synchronized void refuseAnew() {
        refused.clear();
    }

    void loginRefused() {
        loginsRefused.incrementAndGet();
    }

    int loginsRefused() {
        return loginsRefused.get();
    }

    void unitSent() {
        unitsSent.incrementAndGet();
    }

    long unitsSent() {
        return unitsSent.get();
    }

    void reported() {
        reports.incrementAndGet();
    }

    int reportsReceived() {
        return reports.get();
    }

    void punched() {
        punches.incrementAndGet();
    }

    int punchesReceived() {
        return punches.get();
    }

    void playing() {
        played.incrementAndGet();
    }

    int played() {
        return played.get();
    }
}
