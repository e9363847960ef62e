package reactor.valkka.examples.demo;

import org.jspecify.annotations.Nullable;

import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.CameraStatus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells how the demo does, once a second: as a table, or as lines where something changes. */
final class Report {
    private static final int SECONDS_BETWEEN_LINES = 10;
    private static final long MEBIBYTE = 1 << 20;

    private final Terminal terminal;
    private final FramePool pool;
    private final @Nullable TimingTable timing;
    private final Map<String, String> told = new HashMap<>();
    private int seconds;
    private boolean ended;

    /** Tells where the time goes, too, if it is given a table for that. */
    Report(Terminal terminal, FramePool pool, @Nullable TimingTable timing) {
        this.terminal = terminal;
        this.pool = pool;
        this.timing = timing;
    }

    void tick(DemoRun run) {
        List<CameraStatus> cameras = run.cameras();
        cameras.forEach(this::tellTrouble);
        seconds++;
        List<String> times = timing == null ? List.of() : timing.recent();
        if (terminal.canRedraw()) {
            List<String> lines = new ArrayList<>(StatusTable.of(cameras));
            lines.add("");
            if (!times.isEmpty()) {
                lines.addAll(times);
                lines.add("");
            }
            lines.add("%s   %d KiB of units, %d MiB for pictures   Ctrl-C ends"
                    .formatted(
                            run.server().address(),
                            pool.stats().usedBytes() / 1024,
                            run.pictureBytes() / MEBIBYTE));
            terminal.draw(lines);
        } else if (seconds % SECONDS_BETWEEN_LINES == 0) {
            cameras.forEach(camera -> terminal.println(StatusTable.line(camera)));
            times.forEach(terminal::println);
        }
    }

    /** Tells what there is to tell in the end, and a verdict behind it. */
    void end(String verdict) {
        end();
        terminal.println(verdict);
    }

    /** Tells what there is to tell in the end, once; from any thread. */
    synchronized void end() {
        if (timing != null && !ended) {
            timing.all().forEach(terminal::println);
        }
        ended = true;
    }

    /** A state that the table has no room for, or that no table shows, when it is a new one. */
    private void tellTrouble(CameraStatus camera) {
        String state = camera.state().replaceFirst("^next try at \\S+: ", "");
        boolean trouble = state.contains(": ") || state.indexOf(' ') >= 0;
        String before = told.put(camera.name(), state);
        if (!state.equals(before) && (trouble || !terminal.canRedraw())) {
            terminal.println(camera.name() + ": " + state);
        }
    }
}
