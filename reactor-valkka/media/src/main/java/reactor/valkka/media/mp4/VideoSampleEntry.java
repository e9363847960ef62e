package reactor.valkka.media.mp4;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.AvcConfiguration;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.H265SequenceParameterSet;
import reactor.valkka.media.bitstream.HevcConfiguration;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.media.bitstream.SequenceParameterSet;

/**
 * How an MP4 file describes a video track. All parameter sets are in it and none in the samples.
 *
 * <p><b>Source:</b> ISO/IEC 14496-15 §5.4.2 ({@code avc1}), §8.4.1 ({@code hvc1}); RFC 6381 §3.3.
 *
 * @param type name of the entry
 * @param configurationType name of the box with the parameter sets
 * @param configuration content of that box
 * @param width shown width
 * @param height shown height
 * @param sampleAspectWidth width of a pixel relative to its height
 * @param sampleAspectHeight height of a pixel relative to its width
 * @param codecString the codec as browsers and manifests name it
 */
record VideoSampleEntry(
        String type,
        String configurationType,
        Bytes configuration,
        int width,
        int height,
        int sampleAspectWidth,
        int sampleAspectHeight,
        String codecString) {

    /** True for the codecs that there is an entry for. */
    static boolean describes(Codec codec) {
        return codec == Codec.H264 || codec == Codec.H265;
    }

    /**
     * The entry of a track.
     *
     * @throws MalformedBitstreamException if its SPS is missing or cannot be read
     */
    static VideoSampleEntry of(Track track) {
        return track.codec() == Codec.H265 ? hvc1(track) : avc1(track);
    }

    private static VideoSampleEntry avc1(Track track) {
        SequenceParameterSet sps = SequenceParameterSet.parse(track.parameterSets().stream()
                .filter(set -> set.size() > 0 && H264Nal.type(set.at(0)) == H264Nal.SPS)
                .findFirst()
                .orElseGet(() -> Bytes.copyOf(new byte[0]))
                .asByteBuffer());
        return new VideoSampleEntry(
                "avc1",
                "avcC",
                AvcConfiguration.of(track.parameterSets()).toBytes(),
                sps.width(),
                sps.height(),
                sps.usability().sampleAspectWidth(),
                sps.usability().sampleAspectHeight(),
                sps.codecString());
    }

    private static VideoSampleEntry hvc1(Track track) {
        HevcConfiguration configuration = new HevcConfiguration(track.parameterSets());
        H265SequenceParameterSet sps = configuration.sequenceParameterSet();
        return new VideoSampleEntry(
                "hvc1",
                "hvcC",
                configuration.toBytes(),
                sps.width(),
                sps.height(),
                sps.sampleAspectWidth(),
                sps.sampleAspectHeight(),
                sps.profile().codecString());
    }
}
