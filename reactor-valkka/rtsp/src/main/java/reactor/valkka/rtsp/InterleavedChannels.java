package reactor.valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import reactor.valkka.media.rtsp.PortPair;

import java.util.Arrays;
import java.util.List;

/**
 * Which channel of an RTSP connection belongs to which track.
 *
 * <p>Where a camera grants two tracks the same channels, the later one has those that were asked
 * for; where these are taken too, the packets' payload types tell the tracks apart. Channels of no
 * track carry nothing for us: some cameras send the rest of an earlier session there.
 *
 * <p><b>Source:</b> RFC 2326 §10.12, §12.39.
 */
public final class InterleavedChannels {

    /** Neither RTP nor RTCP of a track. */
    public static final int NONE = -1;

    private static final int CHANNELS = 256;
    private static final int PREFIX_BYTES = 4;

    private final int[] rtp = new int[CHANNELS];
    private final int[] rtcp = new int[CHANNELS];
    private final int[] rtcpChannels;

    /** The channels of the tracks that come interleaved. */
    public InterleavedChannels(List<TrackReady> tracks) {
        Arrays.fill(rtp, NONE);
        Arrays.fill(rtcp, NONE);
        rtcpChannels = new int[tracks.size()];
        Arrays.fill(rtcpChannels, NONE);
        for (TrackReady track : tracks) {
            PortPair granted = track.granted().interleaved();
            PortPair asked = track.asked().interleaved();
            if (granted != null && (!assign(granted, track.index()) && asked != null)) {
                assign(asked, track.index());
            }
        }
    }

    private boolean assign(PortPair pair, int track) {
        int first = pair.first();
        int second = pair.second();
        if (first >= CHANNELS || second >= CHANNELS || isTaken(first) || isTaken(second)) {
            return false;
        }
        rtp[first] = track;
        // A pair of one channel carries both, and the packets tell which is which.
        if (second != first) {
            rtcp[second] = track;
        }
        rtcpChannels[track] = second;
        return true;
    }

    private boolean isTaken(int channel) {
        return rtp[channel] != NONE || rtcp[channel] != NONE;
    }

    /** The track whose RTP comes in a channel, or {@link #NONE}. */
    public int rtpTrack(int channel) {
        return rtp[channel];
    }

    /** The track whose RTCP comes in a channel, or {@link #NONE}. */
    public int rtcpTrack(int channel) {
        return rtcp[channel];
    }

    /** Where our RTCP of a track goes, or {@link #NONE} where the track is not interleaved. */
    public int rtcpChannel(int track) {
        return rtcpChannels[track];
    }

    /**
     * A packet as it goes over the connection, behind its prefix.
     *
     * @param channel that it goes in
     * @param packet goes over to what is returned
     */
    public static ByteBuf framed(int channel, ByteBuf packet) {
        ByteBuf prefix = Unpooled.buffer(PREFIX_BYTES).writeByte('$').writeByte(channel);
        return Unpooled.wrappedBuffer(prefix.writeShort(packet.readableBytes()), packet);
    }
}
