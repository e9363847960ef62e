package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of this machine. */
public final class Programs {

    private static final String PATH = "PATH";

    private Programs() {}

    /**
     * What to do about a program that a shell would not find; null where it is there.
     *
     * @param packages of Debian that it is in, with what it needs
     */
    public static @Nullable String missing(String program, String packages) {
        String directories = System.getenv().getOrDefault(PATH, "");
        boolean found = Arrays.stream(directories.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .anyMatch(Files::isExecutable);
        return found ? null : program + " is not here; on Debian: apt-get install " + packages;
    }
}
