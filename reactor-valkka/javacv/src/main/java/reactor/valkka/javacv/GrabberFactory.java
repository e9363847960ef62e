package reactor.valkka.javacv;

import org.bytedeco.javacv.FrameGrabber;

/** Makes a grabber that is ready to be started; called once per subscription, on its thread. */
@FunctionalInterface
public interface GrabberFactory {

    /** A new grabber, which the caller starts and releases. */
    FrameGrabber create() throws Exception;
}
