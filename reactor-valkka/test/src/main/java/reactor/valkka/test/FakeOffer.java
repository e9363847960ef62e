package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SdpAttribute;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link FakeCamera} offers: its session description, and which track each section of it
 * stands for. The description may be any text, so this looks at its lines and expects little.
 */
final class FakeOffer {

    private static final int DYNAMIC_TYPE = 96;

    /**
     * A section of the description.
     *
     * @param control the value of its control attribute, empty where there is none
     * @param track what is sent; none where the text has a section that no track stands behind
     */
    record Section(
            int index,
            String kind,
            int payloadType,
            String control,
            @Nullable FakeTrack track) {}

    private final String text;
    private final List<Section> sections;

    private FakeOffer(String text, List<Section> sections) {
        this.text = text;
        this.sections = sections;
    }

    static FakeOffer of(ScriptValues script, Placeholders names) {
        String text = names.fillLines(script.description.apply(usual(script.tracks)));
        return new FakeOffer(text, sections(text, script.tracks));
    }

    private static String usual(List<FakeTrack> tracks) {
        List<MediaDescription> media = new ArrayList<>();
        int dynamic = DYNAMIC_TYPE;
        for (FakeTrack track : tracks) {
            boolean fixed = track.staticPayloadType() >= 0;
            int type = fixed ? track.staticPayloadType() : dynamic++;
            List<SdpAttribute> attributes = new ArrayList<>(track.attributes(type));
            attributes.add(new SdpAttribute("control", "trackID=" + (media.size() + 1)));
            media.add(new MediaDescription(
                    track.kind(), 0, "RTP/AVP", List.of(type), null, attributes));
        }
        return SessionDescription.of(
                        "fake camera", List.of(new SdpAttribute("control", "*")), media)
                .print();
    }

    private static List<Section> sections(String text, List<FakeTrack> tracks) {
        List<FakeTrack> left = new ArrayList<>(tracks);
        List<Section> sections = new ArrayList<>();
        for (String line : text.split("\r\n", -1)) {
            int last = sections.size() - 1;
            if (line.startsWith("m=")) {
                String[] words = line.substring(2).strip().split(" +", -1);
                sections.add(new Section(
                        last + 1, words[0], payloadType(words), "", take(left, words[0])));
            } else if (line.startsWith("a=control:") && last >= 0) {
                Section old = sections.get(last);
                String control = line.substring("a=control:".length()).strip();
                sections.set(
                        last, new Section(last, old.kind, old.payloadType, control, old.track));
            }
        }
        return sections;
    }

    private static int payloadType(String[] words) {
        boolean isNumber = words.length > 3 && words[3].matches("\\d{1,3}");
        return isNumber ? Integer.parseInt(words[3]) & 0x7F : DYNAMIC_TYPE;
    }

    private static @Nullable FakeTrack take(List<FakeTrack> left, String kind) {
        for (FakeTrack track : left) {
            if (track.kind().equalsIgnoreCase(kind)) {
                left.remove(track);
                return track;
            }
        }
        return null;
    }

    String text() {
        return text;
    }

    /**
     * The section that a SETUP means: the one whose control value ends its URI, else the next one.
     *
     * @param done how many SETUPs there were before
     */
    @Nullable
    Section asked(String uri, int done) {
        Section longest = null;
        for (Section section : sections) {
            int length = longest == null ? 0 : longest.control.length();
            if (section.control.length() > length && uri.endsWith(section.control)) {
                longest = section;
            }
        }
        if (longest != null) {
            return longest;
        }
        return done < sections.size() ? sections.get(done) : null;
    }
}
