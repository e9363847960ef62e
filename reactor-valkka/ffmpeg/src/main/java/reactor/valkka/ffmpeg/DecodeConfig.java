package reactor.valkka.ffmpeg;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.H265Nal;
import reactor.valkka.media.bitstream.H265SequenceParameterSet;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.media.bitstream.SequenceParameterSet;

/**
 * What a decoder needs to know beside the stream.
 *
 * @param memory where its pictures come from
 * @param counters where it counts
 * @param threads of FFmpeg for it; with 1 it works on the worker's thread
 * @param consumerSlots pictures that its consumers may hold
 * @param skipLoopFilter leave it out where nothing is predicted from the picture
 * @param governed less of a live stream may be decoded when there is too much to do
 * @param priority among the streams of a worker
 */
record DecodeConfig(
        PictureMemory memory,
        Counters counters,
        int threads,
        int consumerSlots,
        boolean skipLoopFilter,
        boolean governed,
        int priority) {
    private static final int DECODED_PICTURES_MAX = 16;
    private static final int DRAWN_AND_DELAYED = 2;

    /** The slots of a stream: what the decoder refers to, and what its consumers may hold. */
    SlotProvider slots(StreamId stream, Track track) {
        int threadSlots = threads > 1 ? threads + 1 : 0;
        int own = decodedPictures(track) + DRAWN_AND_DELAYED + threadSlots;
        return new SlotProvider(memory, stream, own, consumerSlots);
    }

    private static int decodedPictures(Track track) {
        if (track.codec() == Codec.MJPEG) {
            return 1;
        }
        if (track.format() instanceof TrackFormat.Video video && video.decodedPicturesMax() > 0) {
            return video.decodedPicturesMax();
        }
        try {
            return bySequenceSet(track);
        } catch (MalformedBitstreamException unreadable) {
            return DECODED_PICTURES_MAX;
        }
    }

    private static int bySequenceSet(Track track) {
        for (Bytes set : track.parameterSets()) {
            if (track.codec() == Codec.H264 && H264Nal.type(set.at(0)) == H264Nal.SPS) {
                return SequenceParameterSet.parse(set.asByteBuffer()).decodedPicturesMax();
            }
            if (track.codec() == Codec.H265 && H265Nal.type(set.at(0)) == H265Nal.SPS) {
                return H265SequenceParameterSet.parse(set.asByteBuffer()).decodedPicturesMax();
            }
        }
        return DECODED_PICTURES_MAX;
    }

    /** The track whose pictures are decoded: the first with video. */
    static Track videoTrack(StreamSetup setup) {
        for (Track track : setup.tracks()) {
            if (track.kind() == TrackKind.VIDEO) {
                return track;
            }
        }
        String found = setup.tracks().isEmpty() ? "no tracks" : "only " + setup.tracks();
        throw new UnsupportedMediaException("stream " + setup.stream(), "a video track", found);
    }

    static int rotation(Track track) {
        return track.format() instanceof TrackFormat.Video video ? video.rotationDegrees() : 0;
    }
}
