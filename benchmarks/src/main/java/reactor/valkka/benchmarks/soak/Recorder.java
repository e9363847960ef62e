package reactor.valkka.benchmarks.soak;

import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Fragment;
import reactor.valkka.media.mp4.FragmentWriter;
import reactor.valkka.media.mp4.Fragmentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes one camera to a file of fragmented MP4, which begins anew when it is full. */
final class Recorder implements AutoCloseable {

    private static final long FILE_BYTES_MAX = 4 << 20;

    private final FileChannel file;
    private final Pulse pulse;
    private final FragmentWriter writer;

    /**
     * Begins the file.
     *
     * @param pulse beats with each fragment
     */
    Recorder(Path path, Pulse pulse) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.pulse = pulse;
        writer = new FragmentWriter(Fragmentation.PER_GROUP, this::take);
    }

    /** Takes the next frame, and owns it. */
    void write(EncodedFrame frame) {
        writer.write(frame);
    }

    private void take(Fragment fragment) {
        try (fragment) {
            if (!fragment.isInitialization() && file.position() > FILE_BYTES_MAX) {
                file.truncate(0);
                append(fragment.setup());
            }
            append(fragment);
            pulse.beat();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(Fragment fragment) throws IOException {
        append(fragment.header().asByteBuffer());
        for (var unit : fragment.units()) {
            append(unit.bytes());
        }
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() {
        try (file) {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
