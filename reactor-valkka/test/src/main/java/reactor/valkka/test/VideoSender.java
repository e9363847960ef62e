package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.H264Packetizer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Sends a {@link CameraVideo} to one client. */
final class VideoSender implements FakeTrack.Sender {

    private static final int PAYLOAD_BYTES = 1_400;

    private final CameraVideo video;
    private final H264Packetizer packetizer;
    private boolean withoutKeyFrames;
    private boolean stamped;

    VideoSender(CameraVideo video, int payloadType, int ssrc, int sequenceNumber) {
        this.video = video;
        packetizer = new H264Packetizer(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES, false);
    }

    VideoSender with(ScriptValues script) {
        withoutKeyFrames = script.withoutKeyFrames;
        stamped = script.stamped;
        return this;
    }

    private CameraVideo.Unit unit(int number) {
        return video.units().get(number % video.units().size());
    }

    @Override
    public void send(int number, int timestamp, Consumer<? super ByteBuffer> packets) {
        CameraVideo.Unit unit = unit(number);
        if (unit.isKeyFrame() && withoutKeyFrames) {
            return;
        }
        List<Bytes> sets = unit.isKeyFrame() ? video.parameterSets() : List.of();
        ByteBuffer data = unit.data().asByteBuffer();
        packetizer.packetize(
                stamped ? SendStamp.stamped(data, System.nanoTime()) : data,
                sets,
                timestamp,
                packets);
    }

    @Override
    public boolean isEntry(int number) {
        return unit(number).isKeyFrame();
    }
}
