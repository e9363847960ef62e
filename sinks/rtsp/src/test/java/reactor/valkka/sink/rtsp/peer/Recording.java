package reactor.valkka.sink.rtsp.peer;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.NalUnits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a player wrote.
 *
 * @param video the pictures, a raw stream with start codes
 * @param audio the units of the sound in a row
 */
record Recording(Path video, Path audio) {

    private static final int H265_LAST_SLICE = 31;
    private static final int H265_PREFIX_SEI = 39;
    private static final int H265_SUFFIX_SEI = 40;

    /** Whether a NAL unit is part of a picture or a supplemental message. */
    static boolean isPictureOrMessage(Codec codec, byte header) {
        if (codec == Codec.H264) {
            int type = H264Nal.type(header);
            return H264Nal.isPictureData(type) || type == H264Nal.SEI;
        }
        int type = header >> 1 & 0x3F;
        return type <= H265_LAST_SLICE || type == H265_PREFIX_SEI || type == H265_SUFFIX_SEI;
    }

    /** NAL units of pictures and supplemental messages. */
    List<Bytes> nals(Codec codec) {
        List<Bytes> nals = new ArrayList<>();
        byte[] stream = bytes(video);
        NalUnits.forEachAnnexB(ByteBuffer.wrap(stream), 0, stream.length, (data, from, to) -> {
            if (isPictureOrMessage(codec, data.get(from))) {
                nals.add(Bytes.copyOf(data.duplicate().limit(to).position(from)));
            }
        });
        return nals;
    }

    byte[] sound() {
        return bytes(audio);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
