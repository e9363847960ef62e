package reactor.valkka.ffmpeg;

/**
 * What is decoded. Demand decides: with every policy nothing is decoded that nobody asked for.
 * Requests are counted in pictures.
 */
public enum DecodePolicy {
    /**
     * Every unit, as fast as pictures are asked for: for watching and for files. A slow consumer's
     * units are dropped by the outlet or fork branch before the decoder, and of live streams here,
     * too: what nobody asked for within 0.8 s is closed up to the next key frame, and counted as
     * {@code DECODE_SKIPPED}. Of live streams less may be decoded when there is too much to do, see
     * {@link DecodersBuilder#governed}.
     */
    EVERY,
    /** Each key frame that comes while a picture is asked for: for thumbnails. */
    KEY_FRAMES,
    /**
     * Nothing until a picture is asked for; then the newest key frame if it has not been shown yet,
     * else the next one. For analysing hundreds of cameras once a second. Holds one unit.
     */
    LATEST_KEY_FRAME,
    /**
     * Nothing until a picture is asked for; then from the last key frame, or from where it stands,
     * up to the newest unit: what the camera sees right now. Holds the current group of pictures at
     * most, and no more than 256 units of it: of longer groups the first are decoded unasked.
     */
    LATEST_PICTURE
}
