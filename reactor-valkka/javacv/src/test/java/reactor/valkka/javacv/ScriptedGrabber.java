package reactor.valkka.javacv;

import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.jspecify.annotations.Nullable;

/** A grabber whose every turn a test decides. */
final class ScriptedGrabber extends FrameGrabber {
    volatile boolean released;
    private final Script script;

    interface Script {
        @Nullable
        Frame grab() throws java.lang.Exception;
    }

    ScriptedGrabber(Script script) {
        this.script = script;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void trigger() {}

    @Override
    public @Nullable Frame grab() throws FrameGrabber.Exception {
        try {
            return script.grab();
        } catch (FrameGrabber.Exception e) {
            throw e;
        } catch (java.lang.Exception e) {
            throw new FrameGrabber.Exception("script", e);
        }
    }

    @Override
    public void release() {
        released = true;
    }

    @Override
    public void close() {
        release();
    }
}
