package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.bitstream.PlainUnitBuilder;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes Motion JPEG out of RTP packets. The header that RTP leaves out is written anew, so that
 * each unit is a whole image with the usual tables.
 *
 * <p>An image ends with the marker bit or, where a camera never sets it, when the timestamp
 * changes. The size comes with each image; where it changes, so does the track.
 *
 * <p><b>Loss:</b> an image of which a packet is missing is thrown away.
 *
 * <p><b>Source:</b> RFC 2435 §3.1; types 0, 1, 64 and 65. Sizes over 2040 pixels, which the header
 * cannot say, come in an extension of the RTP header: ONVIF Streaming Specification §5.1.2.1.2.
 */
final class JpegDepacketizer extends PlainDepacketizer {
    private static final int HEADER_BYTES = 8;
    private static final int RESTART_HEADER_BYTES = 4;
    private static final int WITH_RESTARTS = 64;
    private static final int OFFSET = 0xFFFFFF;
    private static final int BLOCK = 8;
    private static final int END_OF_IMAGE = 0xFFD9;

    private final JpegQuantization quantization = new JpegQuantization();
    private final ByteBuffer header = ByteBuffer.allocate(JpegHeader.BYTES_MAX);
    private int width;
    private int height;
    private boolean open;
    private boolean skips;
    private boolean endedByMarker;
    private boolean markersLie;
    private int dataBytes;
    private int lastBytes;

    JpegDepacketizer(
            PlainUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(builder, timeline, sequence, clock, counters);
    }

    @Override
    void lost(int packets, boolean sameTimestamp) {
        if (open) {
            giveUp(packets);
        } else {
            builder.lostBefore(packets);
        }
    }

    private void giveUp(int packets) {
        builder.damaged(packets);
        open = false;
        skips = true;
    }

    @Override
    void timestampEnds(int lost, long arrivalNanos) {
        finish(arrivalNanos);
        skips = false;
        endedByMarker = false;
    }

    /** Without a marker only its end says that an image is whole. */
    @Override
    public void flush(long arrivalNanos) {
        if (open && lastBytes != END_OF_IMAGE) {
            giveUp(1);
        }
        finish(arrivalNanos);
    }

    @Override
    void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos) {
        if (to - from < HEADER_BYTES) {
            if (to > from) {
                malformed();
            }
        } else if (!skips) {
            part(packet, from, to);
        }
        if (marker && !markersLie) {
            finish(arrivalNanos);
            skips = false;
            endedByMarker = true;
        }
    }

    private void part(ByteBuffer packet, int from, int to) {
        int offset = packet.getInt(from) & OFFSET;
        int type = packet.get(from + 4) & 0xFF;
        boolean restarts = (type & WITH_RESTARTS) != 0;
        int at = from + HEADER_BYTES + (restarts ? RESTART_HEADER_BYTES : 0);
        if (type > WITH_RESTARTS + 1 || (type & ~WITH_RESTARTS) > 1 || at > to) {
            malformed();
            giveUp(1);
            return;
        }
        if (offset == 0 && !open) {
            int restartInterval = restarts ? packet.getShort(from + HEADER_BYTES) & 0xFFFF : 0;
            at = begin(packet, from, at, to, restartInterval);
        } else if (!open || offset != dataBytes) {
            miss();
            return;
        }
        if (open) {
            append(packet, at, to);
        }
    }

    /** A part that does not follow: the one before it was lost, or this camera's markers lie. */
    private void miss() {
        markersLie |= endedByMarker;
        giveUp(1);
    }

    private int begin(ByteBuffer packet, int from, int headersEnd, int to, int restartInterval) {
        int quality = packet.get(from + 5) & 0xFF;
        int data = quantization.read(packet, headersEnd, to, quality);
        boolean sized = size(packet, from);
        if (data < 0 || !sized) {
            malformed();
            giveUp(1);
            return to;
        }
        boolean halfHeight = (packet.get(from + 4) & 1) != 0;
        header.clear();
        JpegHeader.put(header, width, height, halfHeight, restartInterval, quantization);
        header.flip();
        builder.append(header, 0, header.limit());
        open = true;
        endedByMarker = false;
        dataBytes = 0;
        lastBytes = 0;
        return data;
    }

    private boolean size(ByteBuffer packet, int from) {
        int newWidth = BLOCK * (packet.get(from + 6) & 0xFF);
        int newHeight = BLOCK * (packet.get(from + 7) & 0xFF);
        if (newWidth == 0 || newHeight == 0) {
            int size = JpegExtension.size(packet);
            newWidth = size >>> Short.SIZE;
            newHeight = size & 0xFFFF;
        }
        if (newWidth == 0 || newHeight == 0) {
            return false;
        }
        if (newWidth != width || newHeight != height) {
            width = newWidth;
            height = newHeight;
            Track track = builder.track();
            TrackFormat format = new TrackFormat.Video(width, height, 1, 1, 0, 0, 1, 0);
            builder.changeTo(
                    new Track(track.index(), Codec.MJPEG, track.clockRateHz(), List.of(), format));
        }
        return true;
    }

    private void append(ByteBuffer packet, int from, int to) {
        builder.append(packet, from, to);
        dataBytes += to - from;
        for (int i = Math.max(from, to - Short.BYTES); i < to; i++) {
            lastBytes = (lastBytes << Byte.SIZE | packet.get(i) & 0xFF) & 0xFFFF;
        }
    }

    private void finish(long arrivalNanos) {
        if (!open) {
            return;
        }
        open = false;
        if (dataBytes == 0) {
            builder.damaged(1);
            return;
        }
        if (lastBytes != END_OF_IMAGE) {
            builder.append((byte) (END_OF_IMAGE >> Byte.SIZE));
            builder.append((byte) END_OF_IMAGE);
        }
        builder.finish(times(arrivalNanos));
    }
}
