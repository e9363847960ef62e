package reactor.valkka.rtsp;

import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SdpAttribute;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.Arrays;
import java.util.List;

/**
 * Whose packets a description wants. Names of hosts are not looked up: only addresses count, and a
 * filter that names no address is none.
 *
 * <p><b>Source:</b> RFC 4570.
 *
 * @param inclusive whether the addresses are the only ones whose packets are wanted, or those whose
 *     packets are not
 * @param addresses the senders', as text
 */
public record SourceFilter(boolean inclusive, List<String> addresses) {

    /** Nobody is kept out. */
    public static final SourceFilter ANYBODY = new SourceFilter(false, List.of());

    private static final int WORDS_BEFORE_SOURCES = 4;
    private static final int SOURCES_MAX = 64;

    /** Takes a copy. */
    public SourceFilter {
        addresses = List.copyOf(addresses);
    }

    /**
     * The filter for what is sent to an address: that of the section, else that of the session.
     *
     * @param destination where the packets go, or {@code null} for a filter of any destination
     */
    static SourceFilter of(
            MediaDescription media, SessionDescription description, @Nullable String destination) {
        SourceFilter own = of(media.attributes(), destination);
        SourceFilter found = own == null ? of(description.attributes(), destination) : own;
        return found == null ? ANYBODY : found;
    }

    private static @Nullable SourceFilter of(
            List<SdpAttribute> attributes, @Nullable String destination) {
        for (SdpAttribute attribute : attributes) {
            if (attribute.name().equalsIgnoreCase("source-filter")) {
                SourceFilter filter = parse(attribute.value(), destination);
                if (filter != null) {
                    return filter;
                }
            }
        }
        return null;
    }

    /** Reads {@code incl IN IP4 239.1.1.1 10.0.0.7 10.0.0.8}. */
    private static @Nullable SourceFilter parse(String value, @Nullable String destination) {
        String[] words = value.strip().split("\\s+", -1);
        if (words.length <= WORDS_BEFORE_SOURCES) {
            return null;
        }
        boolean inclusive = words[0].equalsIgnoreCase("incl");
        boolean exclusive = words[0].equalsIgnoreCase("excl");
        boolean concerns = destination == null
                || words[3].equals("*")
                || words[3].equalsIgnoreCase(destination);
        List<String> sources = Arrays.stream(words)
                .skip(WORDS_BEFORE_SOURCES)
                .filter(SourceFilter::isAddress)
                .limit(SOURCES_MAX)
                .toList();
        boolean isFilter = (inclusive || exclusive) && concerns && !sources.isEmpty();
        return isFilter ? new SourceFilter(inclusive, sources) : null;
    }

    private static boolean isAddress(String word) {
        return NetUtil.isValidIpV4Address(word) || NetUtil.isValidIpV6Address(word);
    }

    /**
     * The one sender whose packets are wanted, as a group can be joined for; {@code null} where
     * there are several, or where others are kept out.
     */
    public @Nullable String only() {
        return inclusive && addresses.size() == 1 ? addresses.get(0) : null;
    }
}
