package reactor.valkka.media.mp4;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Fragment;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A clip on its way into fragmented MP4. */
final class Muxing implements AutoCloseable {
    final Assembly assembly;
    final List<Fragment> fragments = new ArrayList<>();
    final FragmentWriter writer;

    Muxing(Fragmentation fragmentation) {
        this(fragmentation, Codec.H264);
    }

    Muxing(Fragmentation fragmentation, Clip clip) {
        this(fragmentation, clip.codec());
        play(clip);
    }

    private Muxing(Fragmentation fragmentation, Codec codec) {
        assembly = new Assembly(codec);
        writer = new FragmentWriter(fragmentation, fragments::add);
    }

    Muxing play(Clip clip) {
        assembly.play(clip);
        assembly.frames.forEach(frame -> writer.write(frame.share()));
        writer.flush();
        return this;
    }

    void write(EncodedFrame frame) {
        writer.write(frame.share());
    }

    List<Fragment> media() {
        return fragments.stream()
                .filter(fragment -> !fragment.isInitialization())
                .toList();
    }

    /** The whole stream as a file. */
    ByteBuffer file() {
        ByteBuffer file =
                ByteBuffer.allocate(fragments.stream().mapToInt(Fragment::size).sum());
        fragments.forEach(fragment -> fragment.copyTo(file));
        return file.flip();
    }

    @Override
    public void close() {
        fragments.forEach(Fragment::close);
        writer.close();
        assembly.close();
    }
}
