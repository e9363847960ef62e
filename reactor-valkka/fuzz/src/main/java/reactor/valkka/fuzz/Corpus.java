package reactor.valkka.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs that are kept for each target: one a line, in hexadecimal digits; lines that begin
 * with # say where an input comes from.
 */
final class Corpus {
    private static final HexFormat HEX = HexFormat.of();

    private Corpus() {}

    /** The inputs of a target, none where nothing is kept. */
    static List<byte[]> of(String target) {
        List<byte[]> inputs = new ArrayList<>();
        if (target.equals(FuzzTargets.EVERYTHING)) {
            for (String name : FuzzTargets.names()) {
                of(name).forEach(input -> inputs.add(FuzzTargets.forEverything(name, input)));
            }
            return inputs;
        }
        try (InputStream file = Corpus.class.getResourceAsStream("/corpus/" + target + ".hex")) {
            if (file != null) {
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
                lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(HEX::parseHex)
                        .forEach(inputs::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }

    /** Writes inputs into a folder, each in a file. */
    static void unpack(List<byte[]> inputs, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("kept-" + i), inputs.get(i));
        }
    }

    /** Reads the inputs in a folder, the shortest ones first, as many as are allowed. */
    static List<byte[]> pack(Path folder, int inputsMax, int bytesMax) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<byte[]> inputs = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                byte[] input = Files.readAllBytes(file);
                if (input.length <= bytesMax) {
                    inputs.add(input);
                }
            }
            inputs.sort(Comparator.comparingInt(input -> input.length));
            return List.copyOf(inputs.subList(0, Math.min(inputsMax, inputs.size())));
        }
    }

    /** Writes a target's file, with those that carry a name before it. */
    static void store(Path folder, String target, List<byte[]> inputs) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(target + ".hex");
        List<String> lines = new ArrayList<>();
        if (Files.exists(file)) {
            lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
        }
        for (byte[] input : inputs) {
            String line = HEX.formatHex(input);
            if (!line.isEmpty() && !lines.contains(line)) {
                lines.add(line);
            }
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }
}
