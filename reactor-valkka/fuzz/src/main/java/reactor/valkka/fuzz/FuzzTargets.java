package reactor.valkka.fuzz;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All targets by their names. */
final class FuzzTargets {
    /** The name of the target that is all others: the first byte of an input says which. */
    static final String EVERYTHING = "everything";

    private static final Map<String, FuzzTarget> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put("sdp", TextTargets::sessionDescription);
        TARGETS.put("fmtp", TextTargets::formatParameters);
        TARGETS.put("uri", TextTargets::uri);
        TARGETS.put("control-url", TextTargets::controlUrl);
        TARGETS.put("transport", TextTargets::transport);
        TARGETS.put("challenge", TextTargets::challenge);
        TARGETS.put("rtsp-head", TextTargets::head);
        TARGETS.put("rtsp-frames", new ConnectionTarget(false));
        TARGETS.put("session", new SessionTarget());
        TARGETS.put("server", new ServerTarget());
        TARGETS.put("server-transport", new ServerTransportTarget());
        TARGETS.put("server-frames", new ConnectionTarget(true));
        TARGETS.put("publisher", new PublisherTarget());
        TARGETS.put("redaction", new RedactionTarget());
        TARGETS.put("rtp", PacketTargets::rtp);
        TARGETS.put("rtcp", PacketTargets::rtcp);
        TARGETS.put("sps", BitstreamTargets::sequenceParameterSet);
        TARGETS.put("h265-sps", BitstreamTargets::h265SequenceParameterSet);
        TARGETS.put("parameter-sets", BitstreamTargets::parameterSets);
        TARGETS.put("avcc", BitstreamTargets::avcConfiguration);
        TARGETS.put("aac-config", BitstreamTargets::audioSpecificConfig);
        TARGETS.put("jpeg-image", BitstreamTargets::jpegImage);
        TARGETS.put("h264", new DepacketizerTarget("H264", 90_000, ""));
        TARGETS.put("h265", new DepacketizerTarget("H265", 90_000, ""));
        TARGETS.put("h265-don", new DepacketizerTarget("H265", 90_000, "sprop-max-don-diff=4"));
        TARGETS.put("jpeg", new DepacketizerTarget("JPEG", 90_000, ""));
        TARGETS.put("aac", new DepacketizerTarget("mpeg4-generic", 48_000, "mode=AAC-hbr"));
        TARGETS.put(
                "aac-fields",
                new DepacketizerTarget(
                        "mpeg4-generic",
                        48_000,
                        "sizelength=6; indexlength=1; ctsdeltalength=3; dtsdeltalength=5;"
                                + " randomaccessindication=1; auxiliarydatasizelength=7"));
        TARGETS.put("g711", new DepacketizerTarget("PCMU", 8_000, ""));
        TARGETS.put("opus", new DepacketizerTarget("opus", 48_000, ""));
        TARGETS.put("metadata", new DepacketizerTarget("vnd.onvif.metadata", 90_000, ""));
        TARGETS.put(
                "repetition",
                new RepetitionTarget(
                        new RedactionTarget(),
                        TextTargets::sessionDescription,
                        TextTargets::formatParameters,
                        TextTargets::uri,
                        TextTargets::controlUrl,
                        TextTargets::transport,
                        TextTargets::challenge,
                        TextTargets::head));
    }

    private FuzzTargets() {}

    /** All names but {@link #EVERYTHING}. */
    static Set<String> names() {
        return Collections.unmodifiableSet(TARGETS.keySet());
    }

    /** The target of that name, which fails beyond its bounds, or {@code null}. */
    static @Nullable FuzzTarget find(String name) {
        FuzzTarget target = unbounded(name);
        return target == null ? null : new BoundedTarget(target);
    }

    /** The target of that name, which goes on beyond its bounds, or {@code null}. */
    static @Nullable FuzzTarget find(String name, BoundedTarget.Excess excess) {
        FuzzTarget target = unbounded(name);
        return target == null ? null : new BoundedTarget(target, excess);
    }

    private static @Nullable FuzzTarget unbounded(String name) {
        return name.equals(EVERYTHING) ? new Everything() : TARGETS.get(name);
    }

    /** What {@link #EVERYTHING} takes for an input of a target. */
    static byte[] forEverything(String name, byte[] input) {
        byte[] longer = new byte[input.length + 1];
        longer[0] = (byte) names().stream().toList().indexOf(name);
        System.arraycopy(input, 0, longer, 1, input.length);
        return longer;
    }

    private static final class Everything implements FuzzTarget {
        private final FuzzTarget[] all = TARGETS.values().toArray(FuzzTarget[]::new);

        @Override
        public void run(byte[] input) {
            if (isOfOne(input)) {
                all[input[0]].run(rest(input));
            }
        }

        @Override
        public long bytesMax(byte[] input) {
            return isOfOne(input)
                    ? all[input[0]].bytesMax(rest(input)) + input.length
                    : BoundedTarget.bytesMax(input.length);
        }

        private boolean isOfOne(byte[] input) {
            return input.length > 0 && (input[0] & 0xFF) < all.length;
        }

        private static byte[] rest(byte[] input) {
            return Arrays.copyOfRange(input, 1, input.length);
        }
    }
}
