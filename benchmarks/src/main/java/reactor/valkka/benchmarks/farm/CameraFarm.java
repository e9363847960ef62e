package reactor.valkka.benchmarks.farm;

import reactor.valkka.benchmarks.measure.GstreamerScript;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.List;

/** Cameras, in a process of their own. */
public final class CameraFarm implements AutoCloseable {

    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Worker worker;
    private final int port;

    private CameraFarm(Worker worker) {
        this.worker = worker;
        port = worker.port();
    }

    /** Starts cameras without end: each number is one, which shows one of the clips. */
    public static CameraFarm start(FarmFootage footage) {
        footage.files();
        return new CameraFarm(Worker.java(
                Farm.class,
                FLAGS,
                Integer.toString(footage.group()),
                Integer.toString(footage.clips())));
    }

    /**
     * Starts cameras that are served by GStreamer instead of us: all show the first clip, for some
     * minutes. Their units carry no times of sending.
     *
     * @param cameras how many
     */
    public static CameraFarm gstreamer(FarmFootage footage, int cameras) {
        return new CameraFarm(GstreamerScript.start(
                "gstreamer_farm.py", footage.longFile().toString(), Integer.toString(cameras)));
    }

    /** What the address of a camera begins with; its number follows. */
    public String addresses() {
        return "rtsp://127.0.0.1:" + port + '/';
    }

    /** What it has sent so far. */
    public FarmStatus status() {
        return worker.ask("status", FarmStatus.class);
    }

    /** Hangs up on so many of those who are played to, whoever they are. */
    public void hangUp(int count) {
        worker.ask(Farm.HANG_UP + count, FarmStatus.class);
    }

    /** Processor time that it has taken. */
    public Worker.Cpu cpu() {
        return worker.cpu();
    }

    @Override
    public void close() {
        worker.close();
    }
}
