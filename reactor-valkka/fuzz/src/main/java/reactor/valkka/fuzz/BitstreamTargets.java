package reactor.valkka.fuzz;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.AudioSpecificConfig;
import reactor.valkka.media.bitstream.AvcConfiguration;
import reactor.valkka.media.bitstream.H265SequenceParameterSet;
import reactor.valkka.media.bitstream.JpegImage;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.bitstream.SequenceParameterSet;

import java.nio.ByteBuffer;

/** Targets that read parameter sets and headers. */
final class BitstreamTargets {
    private static final int PICTURES_MAX = 16;

    private BitstreamTargets() {}

    static void sequenceParameterSet(byte[] input) {
        try {
            SequenceParameterSet set = SequenceParameterSet.parse(ByteBuffer.wrap(input));
            if (set.decodedPicturesMax() < 1 || set.decodedPicturesMax() > PICTURES_MAX) {
                throw new IllegalStateException("Out of range: " + set);
            }
        } catch (MalformedBitstreamException notOne) {
            // documented
        }
    }

    static void h265SequenceParameterSet(byte[] input) {
        try {
            H265SequenceParameterSet set = H265SequenceParameterSet.parse(ByteBuffer.wrap(input));
            if (set.decodedPicturesMax() < 1 || set.decodedPicturesMax() > PICTURES_MAX) {
                throw new IllegalStateException("Out of range: " + set);
            }
        } catch (MalformedBitstreamException notOne) {
            // documented
        }
    }

    /** NAL units behind start codes, of which some may be parameter sets, of either codec. */
    static void parameterSets(byte[] input) {
        for (Codec codec : new Codec[] {Codec.H264, Codec.H265}) {
            ParameterSetTracker tracker = new ParameterSetTracker(codec, 0, 90_000);
            ByteBuffer data = ByteBuffer.wrap(input);
            NalUnits.forEachAnnexB(data, 0, input.length, tracker::offer);
            Track track = tracker.track();
            if (track != null && track.codec() != codec) {
                throw new IllegalStateException("Not " + codec + ": " + track);
            }
        }
    }

    static void avcConfiguration(byte[] input) {
        try {
            AvcConfiguration.parse(ByteBuffer.wrap(input));
        } catch (MalformedBitstreamException notOne) {
            // documented
        }
    }

    static void audioSpecificConfig(byte[] input) {
        try {
            AudioSpecificConfig config = AudioSpecificConfig.parse(ByteBuffer.wrap(input));
            boolean writable = config.objectType() >= 1
                    && config.objectType() <= 30
                    && config.channels() >= 1
                    && config.channels() <= 6
                    && config.sampleRateHz() == config.outputRateHz();
            if (writable) {
                Bytes written = AudioSpecificConfig.encode(
                        config.objectType(), config.sampleRateHz(), config.channels());
                AudioSpecificConfig.parse(written.asByteBuffer());
            }
        } catch (MalformedBitstreamException notOne) {
            // documented
        }
    }

    static void jpegImage(byte[] input) {
        try {
            JpegImage image = JpegImage.parse(ByteBuffer.wrap(input));
            if (image.scanStart() > image.scanEnd() || image.scanEnd() > input.length) {
                throw new IllegalStateException("The scan is outside: " + image);
            }
        } catch (MalformedBitstreamException notOne) {
            // documented
        }
    }
}
