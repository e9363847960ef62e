package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;

import java.util.BitSet;

/** Which of a connection's 256 interleaved channels are taken. Confined to the connection. */
final class ChannelNumbers {
    private static final int CHANNELS = 256;

    private final BitSet taken = new BitSet(CHANNELS);

    /**
     * Takes the channels that a client asks for; they must be neighbours.
     *
     * @param asked what the client asks for, {@code null} where it leaves the choice to us
     * @return what it gets, or {@code null} where that is taken
     */
    @Nullable
    PortPair take(@Nullable PortPair asked) {
        PortPair pair = asked == null ? free() : asked;
        if (pair == null || pair.second() != pair.first() + 1 || pair.second() >= CHANNELS) {
            return null;
        }
        if (taken.get(pair.first()) || taken.get(pair.second())) {
            return null;
        }
        taken.set(pair.first(), pair.second() + 1);
        return pair;
    }

    /** Gives channels back. */
    void release(PortPair pair) {
        taken.clear(pair.first(), pair.second() + 1);
    }

    private @Nullable PortPair free() {
        for (int channel = 0; channel < CHANNELS; channel += 2) {
            if (!taken.get(channel) && !taken.get(channel + 1)) {
                return new PortPair(channel, channel + 1);
            }
        }
        return null;
    }
}
