package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.H264Packetizer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Sends video in H.264 to one client. */
final class VideoSender implements FakeTrack.Sender {

    private static final int PAYLOAD_BYTES = 1_400;

    private final IntFunction<CameraVideo.Unit> units;
    private final List<Bytes> parameterSets;
    private final H264Packetizer packetizer;
    private boolean withoutKeyFrames;
    private boolean stamped;
    private int sizeChangesEvery;

    VideoSender(
            IntFunction<CameraVideo.Unit> units,
            List<Bytes> parameterSets,
            int payloadType,
            int ssrc,
            int sequenceNumber) {
        this.units = units;
        this.parameterSets = parameterSets;
        packetizer = new H264Packetizer(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES, false);
    }

    VideoSender with(ScriptValues script) {
        withoutKeyFrames = script.withoutKeyFrames;
        stamped = script.stamped;
        sizeChangesEvery = script.faults.sizeChangesEvery;
        return this;
    }

    private List<Bytes> sets(int number) {
        boolean isOther = sizeChangesEvery > 0 && number / sizeChangesEvery % 2 != 0;
        return isOther ? SyntheticVideo.OTHER_SETS : parameterSets;
    }

    @Override
    public void send(int number, int timestamp, Consumer<? super ByteBuffer> packets) {
        CameraVideo.Unit unit = units.apply(number);
        if (unit.isKeyFrame() && withoutKeyFrames) {
            return;
        }
        List<Bytes> sets = unit.isKeyFrame() ? sets(number) : List.of();
        ByteBuffer data = unit.data().asByteBuffer();
        packetizer.packetize(
                stamped ? SendStamp.stamped(data, System.nanoTime()) : data,
                sets,
                timestamp,
                packets);
    }

    @Override
    public boolean isEntry(int number) {
        return units.apply(number).isKeyFrame();
    }
}
