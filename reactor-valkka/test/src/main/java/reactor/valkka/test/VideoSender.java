package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.rtp.H264Packetizer;
import reactor.valkka.media.rtp.H265Packetizer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Sends video in H.264 or H.265 to one client. */
final class VideoSender implements FakeTrack.Sender {

    private static final int PAYLOAD_BYTES = 1_400;
    private static final int PAYLOAD_TYPE = 0x7F;

    private final IntFunction<CameraVideo.Unit> units;
    private final List<Bytes> parameterSets;
    private final Packing packing;
    private boolean withoutKeyFrames;
    private boolean withoutMarkers;
    private boolean stamped;
    private int sizeChangesEvery;

    /** Puts a unit and the parameter sets before it into packets. */
    private interface Packing {
        void packetize(
                ByteBuffer unit,
                List<Bytes> parameterSets,
                int timestamp,
                Consumer<? super ByteBuffer> packets);
    }

    private VideoSender(
            IntFunction<CameraVideo.Unit> units, List<Bytes> parameterSets, Packing packing) {
        this.units = units;
        this.parameterSets = parameterSets;
        this.packing = packing;
    }

    static VideoSender h264(
            IntFunction<CameraVideo.Unit> units,
            List<Bytes> parameterSets,
            int payloadType,
            int ssrc,
            int sequenceNumber) {
        H264Packetizer packetizer =
                new H264Packetizer(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES, false);
        return new VideoSender(units, parameterSets, packetizer::packetize);
    }

    static VideoSender h265(
            IntFunction<CameraVideo.Unit> units,
            List<Bytes> parameterSets,
            int payloadType,
            int ssrc,
            int sequenceNumber) {
        H265Packetizer packetizer =
                new H265Packetizer(payloadType, ssrc, sequenceNumber, PAYLOAD_BYTES, false);
        return new VideoSender(units, parameterSets, packetizer::packetize);
    }

    VideoSender with(ScriptValues script) {
        withoutKeyFrames = script.withoutKeyFrames;
        withoutMarkers = script.withoutMarkers;
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
        packing.packetize(
                stamped ? SendStamp.stamped(data, System.nanoTime()) : data,
                sets,
                timestamp,
                withoutMarkers ? packet -> packets.accept(unmarked(packet)) : packets);
    }

    private static ByteBuffer unmarked(ByteBuffer packet) {
        return packet.put(1, (byte) (packet.get(1) & PAYLOAD_TYPE));
    }

    @Override
    public boolean isEntry(int number) {
        return units.apply(number).isKeyFrame();
    }
}
