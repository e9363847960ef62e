package reactor.valkka.examples.support;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A map in a file in YAML, which is asked for its keys and then refuses those left over. */
final class YamlMap {
    private static final int CHARACTERS_MAX = 1 << 20;
    private static final int DEPTH_MAX = 10;

    private final Path file;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private YamlMap(Path file, Node node, String what) {
        this.file = file;
        line = line(node.getStartMark());
        if (!(node instanceof MappingNode map)) {
            throw new CameraFileException(file, line, what);
        }
        for (NodeTuple entry : map.getValue()) {
            Node key = entry.getKeyNode();
            int keyLine = line(key.getStartMark());
            if (!(key instanceof ScalarNode name)) {
                throw new CameraFileException(file, keyLine, "expected a word before the colon");
            }
            if (values.put(name.getValue(), entry.getValueNode()) != null) {
                throw new CameraFileException(
                        file, keyLine, "'" + name.getValue() + "' is said twice");
            }
        }
    }

    /** The map that a file consists of. */
    static YamlMap read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(CHARACTERS_MAX);
        options.setNestingDepthLimit(DEPTH_MAX);
        try (Reader reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(options).compose(reader);
            if (root == null) {
                throw new CameraFileException(file, 0, "is empty, expected 'cameras:'");
            }
            return new YamlMap(file, root, "expected 'cameras:' and other words with colons");
        } catch (MarkedYAMLException broken) { // its words may be part of a password
            throw new CameraFileException(
                    file,
                    line(broken.getProblemMark()),
                    "no YAML; signs such as *, [ or : want '…'");
        } catch (YAMLException broken) {
            throw new CameraFileException(file, 0, "is no YAML, or too large");
        } catch (NoSuchFileException missing) {
            throw new CameraFileException(file, 0, "there is no such file");
        } catch (IOException unreadable) {
            throw new CameraFileException(file, 0, "cannot be read: " + unreadable);
        }
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** What stands behind a key that must be there. */
    String text(String key) {
        if (!has(key)) {
            throw new CameraFileException(file, line, "'" + key + "' is missing");
        }
        if (values.get(key) instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw wrong(key, "expected one word behind '" + key + ":'");
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    int number(String key, int otherwise, int min, int max) {
        if (!has(key)) {
            return otherwise;
        }
        String text = text(key);
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw wrong(key, "'" + key + "' is a number from " + min + " to " + max);
    }

    /** The maps that are listed behind a key that must be there; at least one. */
    List<YamlMap> maps(String key) {
        if (!has(key)) {
            throw new CameraFileException(file, line, "'" + key + "' is missing");
        }
        String what = "expected a list behind '" + key + ":', each entry with a dash before it";
        if (!(values.get(key) instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw wrong(key, what);
        }
        List<YamlMap> maps = new ArrayList<>();
        for (Node entry : list.getValue()) {
            maps.add(new YamlMap(file, entry, what));
        }
        return maps;
    }

    /** Refuses keys that were never asked for. */
    void refuseOthers() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw wrong(key, "'" + key + "' is not known here, only " + known);
            }
        }
    }

    /** What is said of the value behind a key. */
    CameraFileException wrong(String key, String what) {
        Node value = values.get(key);
        return new CameraFileException(
                file, value == null ? line : line(value.getStartMark()), what);
    }
}
