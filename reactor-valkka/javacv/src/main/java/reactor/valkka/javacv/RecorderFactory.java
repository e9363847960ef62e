package reactor.valkka.javacv;

import org.bytedeco.javacv.FrameRecorder;

import reactor.valkka.frame.PictureFormat;

/** Makes a recorder that is ready to be started; called at the first picture. */
@FunctionalInterface
public interface RecorderFactory {

    /** A new recorder for pictures of a size, which the caller starts and releases. */
    FrameRecorder create(PictureFormat format) throws Exception;
}
