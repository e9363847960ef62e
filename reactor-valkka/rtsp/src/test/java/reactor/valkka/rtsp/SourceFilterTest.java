package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;

/** Whose packets a description wants, RFC 4570. */
class SourceFilterTest {

    private static final String GROUP = "239.1.1.7";

    private static SourceFilter of(String session, String media) {
        SessionDescription description = SessionDescription.parse(
                "v=0\nc=IN IP4 " + GROUP + "/16\n" + session + "m=video 5004 RTP/AVP 96\n" + media);
        return SourceFilter.of(description.media().get(0), description, GROUP);
    }

    private static String filter(String value) {
        return "a=source-filter: " + value + "\n";
    }

    @Test
    void withoutAFilterAnybodyIsHeard() {
        assertThat(of("", "")).isEqualTo(SourceFilter.ANYBODY);
        assertThat(of("", "").only()).isNull();
    }

    @Test
    void oneSenderIsTheOnlyOne() {
        SourceFilter filter = of("", filter("incl IN IP4 239.1.1.7 10.0.0.7"));
        assertThat(filter).isEqualTo(new SourceFilter(true, List.of("10.0.0.7")));
        assertThat(filter.only()).isEqualTo("10.0.0.7");
    }

    @Test
    void severalSendersAreAllKept() {
        SourceFilter filter = of(filter("incl IN IP4 * 10.0.0.7 10.0.0.8"), "");
        assertThat(filter.addresses()).containsExactly("10.0.0.7", "10.0.0.8");
        assertThat(filter.only()).isNull();
    }

    @Test
    void aSenderMayBeKeptOut() {
        SourceFilter filter = of("", filter("excl IN IP4 239.1.1.7 10.0.0.9"));
        assertThat(filter).isEqualTo(new SourceFilter(false, List.of("10.0.0.9")));
        assertThat(filter.only()).isNull();
    }

    @Test
    void theSectionKnowsBetterThanTheSession() {
        SourceFilter filter = of(
                filter("incl IN IP4 239.1.1.7 10.0.0.7"), filter("incl IN IP4 239.1.1.7 10.0.0.8"));
        assertThat(filter.only()).isEqualTo("10.0.0.8");
    }

    @Test
    void theFilterOfAnotherGroupIsNoneOfThisOne() {
        String others = filter("incl IN IP4 239.9.9.9 10.0.0.9");
        assertThat(of(others, "")).isEqualTo(SourceFilter.ANYBODY);
        assertThat(of("", others + filter("incl IN IP4 239.1.1.7 10.0.0.7")).only())
                .isEqualTo("10.0.0.7");
    }

    @Test
    void namesOfHostsAreNotLookedUpAndNonsenseIsNoFilter() {
        assertThat(of("", filter("incl IN IP4 * camera.example"))).isEqualTo(SourceFilter.ANYBODY);
        assertThat(of("", filter("incl IN IP4 *"))).isEqualTo(SourceFilter.ANYBODY);
        assertThat(of("", filter("some IN IP4 * 10.0.0.7"))).isEqualTo(SourceFilter.ANYBODY);
        assertThat(of("", filter("incl IN IP4 * 10.0.0"))).isEqualTo(SourceFilter.ANYBODY);
        assertThat(of("", "a=source-filter\n")).isEqualTo(SourceFilter.ANYBODY);
    }
}
