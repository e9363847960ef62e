package reactor.valkka.source.rtsp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the text of a session description is. */
sealed interface SdpText {

    /** The largest description that is read. */
    int BYTES_MAX = 1 << 20;

    /** What errors call it. */
    String name();

    /** Whether it may say something else the next time. */
    boolean mayChange();

    /** Reads it; not on an event loop. */
    String read() throws IOException;

    /** Given by the user. */
    record Given(String name, String text) implements SdpText {
        @Override
        public boolean mayChange() {
            return false;
        }

        @Override
        public String read() {
            return text;
        }
    }

    /** In a file, which the sender may write anew. */
    record File(Path path) implements SdpText {
        @Override
        public String name() {
            Path last = path.getFileName();
            return last == null ? path.toString() : last.toString();
        }

        @Override
        public boolean mayChange() {
            return true;
        }

        @Override
        public String read() throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw new IOException("it is longer than " + BYTES_MAX + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }
    }

    /** What an error of a file says to a person; the JDK's messages name the file alone. */
    static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "there is no file " + error.getMessage();
        }
        if (error instanceof AccessDeniedException) {
            return "no permission to read " + error.getMessage();
        }
        return String.valueOf(error.getMessage());
    }
}
