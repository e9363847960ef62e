package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.sdp.SessionDescription;

/** Which of a camera's tracks are set up, and what becomes of the others. */
class TracksTest {

    private static final String TWO = """
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:t1
            m=video 0 RTP/AVP 97
            a=rtpmap:97 H264/90000
            a=control:t2
            """;

    private static Dialogue described(String sdp, TrackSelection tracks) {
        SessionConfig config =
                SessionConfig.of(RtspUri.parse("rtsp://10.0.0.7/s")).tracks(tracks);
        Dialogue camera = new Dialogue(config).connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(sdp);
        return camera;
    }

    @Test
    void theFirstVideoIsPlayedByDefault() {
        Dialogue camera = described(TWO, TrackSelection.firstVideo());
        camera.expect("SETUP").answer("200 OK", "Session: 1").expect("PLAY");
        assertThat(camera.tracks()).hasSize(1);
    }

    @Test
    void eachTrackIsSetUpInTheSameSessionOnChannelsOfItsOwn() {
        Dialogue camera = described(TWO, TrackSelection.all());
        camera.expect("SETUP").answer("200 OK", "Session: 1");
        camera.expect("SETUP");
        assertThat(camera.request().uri()).isEqualTo("rtsp://10.0.0.7/s/t2");
        assertThat(camera.request().headers().first("Session")).isEqualTo("1");
        assertThat(camera.request().headers().first("Transport"))
                .isEqualTo("RTP/AVP/TCP;unicast;interleaved=2-3");
        camera.answer("200 OK", "Session: 1").expect("PLAY");
        assertThat(camera.tracks()).extracting(TrackReady::index).containsExactly(0, 1);
        assertThat(camera.tracks().get(1).granted().interleaved()).isEqualTo(new PortPair(2, 3));
    }

    @Test
    void aTrackThatIsRefusedCostsNoOther() {
        Dialogue camera = described(TWO, TrackSelection.all());
        camera.expect("SETUP").answer("500 Internal Server Error").expect("SETUP");
        camera.answer("200 OK", "Session: 1").expect("PLAY");
        assertThat(camera.tracks()).extracting(t -> t.map().payloadType()).containsExactly(97);
        assertThat(camera.tracks().get(0).index()).isZero();
        assertThat(camera.last(SessionAction.SetAside.class).what())
                .isEqualTo("video was refused: 500 Internal Server Error");
    }

    @Test
    void aCameraThatIsFullRefusesTheSessionAndNotTheTrack() {
        Dialogue camera = described(TWO, TrackSelection.all());
        camera.expect("SETUP").answer("453 Not Enough Bandwidth");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(453);
    }

    @Test
    void theLastTracksRefusalIsTheError() {
        Dialogue camera = described(TWO, TrackSelection.all());
        camera.expect("SETUP").answer("403 Forbidden").expect("SETUP").answer("404 Not Found");
        camera.expect("SETUP").answer("404 Not Found");
        assertThat(((RtspStatusException) camera.failure()).status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeReadIsSetAsideAndSaid() {
        String sdp = "m=application/TP-LINK 0 RTP/AVP smart/1/90000\na=control:t3\n"
                + "m=video 0 RTP/SAVP 98\na=rtpmap:98 H264/90000\n" + TWO;
        Dialogue camera = described(sdp, TrackSelection.firstVideo());
        assertThat(camera.seen)
                .contains(
                        new SessionAction.SetAside("application/tp-link cannot be read"),
                        new SessionAction.SetAside("video H264 is encrypted"));
        camera.expect("SETUP");
        assertThat(camera.request().uri()).endsWith("/t1");
    }

    @Test
    void soundOfChannelsThatNobodyHasIsSetAsideAndSaid() {
        String crowd = "m=audio 0 RTP/AVP 97\na=rtpmap:97 PCMU/8000/2000\na=control:t3\n";
        Dialogue camera = described(crowd + TWO, TrackSelection.all());

        assertThat(camera.last(SessionAction.SetAside.class).what())
                .isEqualTo("audio PCMU has more than 64 channels");
        camera.expect("SETUP");
        assertThat(camera.request().uri()).endsWith("/t1");
    }

    @Test
    void channelsThatAreGrantedTwiceFallBackToThoseAskedFor() {
        Dialogue camera = described(TWO, TrackSelection.all());
        String both = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
        camera.expect("SETUP").answer("200 OK", "Session: 1", both);
        camera.expect("SETUP").answer("200 OK", "Session: 1", both).expect("PLAY");
        InterleavedChannels channels = new InterleavedChannels(camera.tracks());
        assertThat(channels.rtpTrack(0)).isZero();
        assertThat(channels.rtcpTrack(1)).isZero();
        assertThat(channels.rtpTrack(2)).isEqualTo(1);
        assertThat(channels.rtcpChannel(1)).isEqualTo(3);
        assertThat(channels.rtpTrack(77)).isEqualTo(InterleavedChannels.NONE);
    }

    @Test
    void theBackChannelIsTheAudioThatIsFlaggedUnlikeTheVideo() {
        assertThat(audio("a=recvonly\n", "a=sendonly\n")).isTrue();
        assertThat(audio("a=sendonly\n", "a=recvonly\n")).isTrue();
        assertThat(audio("", "a=sendonly\n")).isTrue();
        assertThat(audio("a=sendonly\n", "a=sendonly\n")).isFalse();
        assertThat(audio("a=recvonly\n", "a=recvonly\n")).isFalse();
        assertThat(audio("", "")).isFalse();
    }

    /** Whether audio counts as a back channel, which is not even set aside. */
    private static boolean audio(String video, String audio) {
        String sdp = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n" + video
                + "m=audio 0 RTP/AVP 99\na=rtpmap:99 NOTHING-OF-OURS/8000\n" + audio;
        Offer offer = Offer.of(
                SessionDescription.parse(sdp),
                TrackSelection.kinds(TrackKind.VIDEO, TrackKind.AUDIO));
        assertThat(offer.chosen()).as("the video, whatever it says").hasSize(1);
        return offer.setAside().isEmpty();
    }
}
