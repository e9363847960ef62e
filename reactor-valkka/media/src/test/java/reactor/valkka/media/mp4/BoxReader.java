package reactor.valkka.media.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads boxes back, for tests: a path of types to its contents. */
final class BoxReader {
    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "mdia", "minf", "stbl", "dinf", "mvex", "moof", "traf", "edts");

    record Box(String path, ByteBuffer content) {}

    private final List<Box> boxes = new ArrayList<>();

    static BoxReader read(ByteBuffer data) {
        BoxReader reader = new BoxReader();
        reader.walk("", data.slice());
        return reader;
    }

    private void walk(String parent, ByteBuffer data) {
        while (data.remaining() >= 8) {
            int start = data.position();
            int size = data.getInt();
            byte[] letters = new byte[4];
            data.get(letters);
            String path = parent + "/" + new String(letters, StandardCharsets.US_ASCII);
            if (size < 8 || size > data.limit() - start) {
                throw new IllegalArgumentException(path + " has a size of " + size);
            }
            ByteBuffer content = data.slice(start + 8, size - 8);
            boxes.add(new Box(path, content));
            if (CONTAINERS.contains(path.substring(path.length() - 4))) {
                walk(path, content.duplicate());
            }
            data.position(start + size);
        }
        if (data.hasRemaining()) {
            throw new IllegalArgumentException(data.remaining() + " bytes behind " + parent);
        }
    }

    List<String> paths() {
        return boxes.stream().map(Box::path).toList();
    }

    ByteBuffer content(String path) {
        return boxes.stream()
                .filter(box -> box.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No " + path))
                .content()
                .duplicate();
    }
}
