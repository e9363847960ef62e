package reactor.valkka.sink.rtsp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a session description so that nobody ever reads half of it. */
final class DescriptionFile {

    private DescriptionFile() {}

    /**
     * Puts the text in the place of what was there. Blocks.
     *
     * @throws IOException if the folder is missing or not ours to write; what was there stays
     */
    static void write(Path file, String text) throws IOException {
        String hidden =
                "." + file.getFileName() + '.' + ThreadLocalRandom.current().nextInt();
        Path fresh = file.resolveSibling(hidden);
        try {
            Files.writeString(fresh, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
