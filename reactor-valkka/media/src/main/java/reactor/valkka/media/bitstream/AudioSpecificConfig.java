package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;

/**
 * What a decoder of AAC must know: its {@code AudioSpecificConfig}.
 *
 * <p><b>Source:</b> ISO/IEC 14496-3 §1.6.2.1, §4.4.1.
 *
 * @param objectType of the core: 2 is AAC-LC
 * @param sampleRateHz of the core
 * @param outputRateHz as heard; twice that of the core where spectral band replication is announced
 * @param channels 0 where the stream itself tells them
 * @param frameSamples samples of the core in a frame, per channel
 */
public record AudioSpecificConfig(
        int objectType, int sampleRateHz, int outputRateHz, int channels, int frameSamples) {

    /** AAC-LC, what cameras send. */
    public static final int LOW_COMPLEXITY = 2;

    private static final String NAME = "AudioSpecificConfig";
    private static final int SPECTRAL_BAND_REPLICATION = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int LOW_DELAY = 23;
    private static final int ESCAPE = 31;
    private static final int RATE_ESCAPE = 15;
    private static final int CHANNELS_MAX = 8;
    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350
    };
    private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 0, 8, 0};

    /**
     * Reads a configuration between position and limit.
     *
     * @throws MalformedBitstreamException if it is cut short or names an impossible rate
     */
    public static AudioSpecificConfig parse(ByteBuffer config) {
        BitReader bits = new BitReader()
                .reset(config, config.position(), (long) config.remaining() * Byte.SIZE);
        return read(bits);
    }

    /**
     * Reads a configuration that begins at any bit.
     *
     * @throws MalformedBitstreamException if it is cut short or names an impossible rate
     */
    public static AudioSpecificConfig read(BitReader bits) {
        long all = bits.left();
        int type = objectType(bits);
        int rate = rate(bits);
        int output = rate;
        int channels = CHANNELS[bits.bits(4)];
        if (type == SPECTRAL_BAND_REPLICATION || type == PARAMETRIC_STEREO) {
            output = rate(bits);
            type = objectType(bits);
        }
        int samples = type == LOW_DELAY ? 512 : 1_024;
        if (bits.flag()) {
            samples -= samples / 16;
        }
        if (bits.flag()) {
            bits.bits(14);
        }
        bits.flag();
        if (bits.isExhausted() || rate <= 0 || output <= 0) {
            int offset = (int) ((all - bits.left()) / Byte.SIZE);
            throw new MalformedBitstreamException(NAME, offset, "type, rate and channels", rate);
        }
        return new AudioSpecificConfig(type, rate, output, channels, samples);
    }

    private static int objectType(BitReader bits) {
        int type = bits.bits(5);
        return type == ESCAPE ? 32 + bits.bits(6) : type;
    }

    private static int rate(BitReader bits) {
        int index = bits.bits(4);
        if (index == RATE_ESCAPE) {
            return bits.bits(24);
        }
        return index < RATES.length ? RATES[index] : 0;
    }

    /** The configuration of AAC-LC for a rate and a number of channels. */
    public static Bytes lowComplexity(int sampleRateHz, int channels) {
        return encode(LOW_COMPLEXITY, sampleRateHz, channels);
    }

    /**
     * Writes a configuration of frames of 1 024 samples, or 512 of low delay.
     *
     * @param objectType 1 to 30
     * @param sampleRateHz any rate up to 2²⁴ − 1
     * @param channels 1 to 6, or 8
     */
    public static Bytes encode(int objectType, int sampleRateHz, int channels) {
        if (channels < 1 || channels > CHANNELS_MAX || channels == CHANNELS_MAX - 1) {
            throw new IllegalArgumentException("Channels must be 1 to 6, or 8, got " + channels);
        }
        if (objectType < 1
                || objectType >= ESCAPE
                || sampleRateHz <= 0
                || sampleRateHz >>> 24 > 0) {
            throw new IllegalArgumentException("Object type must be 1 to 30 and rate 1 to 2^24 - 1,"
                    + " got " + objectType + " and " + sampleRateHz);
        }
        int index = 0;
        while (index < RATES.length && RATES[index] != sampleRateHz) {
            index++;
        }
        int tail = (channels == CHANNELS_MAX ? CHANNELS_MAX - 1 : channels) << 3;
        if (index < RATES.length) {
            int all = objectType << 11 | index << 7 | tail;
            return Bytes.copyOf(new byte[] {(byte) (all >> 8), (byte) all});
        }
        long all = ((long) objectType << 4 | RATE_ESCAPE) << 31 | (long) sampleRateHz << 7 | tail;
        byte[] five = new byte[5];
        for (int i = 0; i < five.length; i++) {
            five[i] = (byte) (all >>> Byte.SIZE * (five.length - 1 - i));
        }
        return Bytes.copyOf(five);
    }
}
