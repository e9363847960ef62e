package reactor.valkka.examples.demo;

import reactor.valkka.ValkkaException;
import reactor.valkka.examples.support.Footage;
import reactor.valkka.examples.support.Input;
import reactor.valkka.pool.FramePool;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Makes the cameras that a person asked for; what cannot be one costs a line and no more. */
final class CameraList {
    private final SimulatedCameras simulated;
    private final FramePool pool;
    private final Consumer<String> problems;
    private final Set<String> names = new LinkedHashSet<>();

    CameraList(SimulatedCameras simulated, FramePool pool, Consumer<String> problems) {
        this.simulated = simulated;
        this.pool = pool;
        this.problems = problems;
    }

    /** A camera for each argument that can be one, or the bundled ones without arguments. */
    List<DemoCamera> of(List<String> arguments) {
        List<DemoCamera> cameras = new ArrayList<>();
        if (arguments.isEmpty()) {
            Footage.NAMES.forEach(clip ->
                    cameras.add(DemoCamera.file(Footage.file(clip), clip, simulated, pool)));
        }
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            try {
                String name = unused(DemoCamera.nameOf(argument));
                cameras.add(DemoCamera.of(argument, name, simulated, pool));
                names.add(name);
            } catch (InvalidPathException e) {
                problems.accept(shown(argument, i) + ": this is no name of a file");
            } catch (IllegalArgumentException | ValkkaException e) {
                problems.accept(shown(argument, i) + ": " + e.getMessage());
            }
        }
        return cameras;
    }

    /** An address may hold a password wherever it is wrong, so it is named by its place. */
    private static String shown(String argument, int index) {
        return Input.isAddress(argument) ? "argument " + (index + 1) : argument;
    }

    private String unused(String name) {
        String candidate = name;
        for (int i = 2; names.contains(candidate); i++) {
            candidate = name + " " + i;
        }
        return candidate;
    }
}
