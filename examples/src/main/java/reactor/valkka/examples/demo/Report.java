package reactor.valkka.examples.demo;

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
    private final Map<String, String> told = new HashMap<>();
    private int seconds;

    Report(Terminal terminal, FramePool pool) {
        this.terminal = terminal;
        this.pool = pool;
    }

    void tick(DemoRun run) {
        List<CameraStatus> cameras = run.cameras();
        cameras.forEach(this::tellTrouble);
        seconds++;
        if (terminal.canRedraw()) {
            List<String> lines = new ArrayList<>(StatusTable.of(cameras));
            lines.add("");
            lines.add("%s   %d KiB of units, %d MiB for pictures   Ctrl-C ends"
                    .formatted(
                            run.server().address(),
                            pool.stats().usedBytes() / 1024,
                            run.pictureBytes() / MEBIBYTE));
            terminal.draw(lines);
        } else if (seconds % SECONDS_BETWEEN_LINES == 0) {
            cameras.forEach(camera -> terminal.println(StatusTable.line(camera)));
        }
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
