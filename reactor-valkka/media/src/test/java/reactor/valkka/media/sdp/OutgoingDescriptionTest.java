package reactor.valkka.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;
import reactor.valkka.media.bitstream.AudioSpecificConfig;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.rtp.PayloadFormat;
import reactor.valkka.media.sdp.MulticastAddress.Ports;

import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

final class OutgoingDescriptionTest {
    private static final TrackFormat STEREO = new TrackFormat.Audio(48_000, 2);
    private static final TrackFormat TELEPHONE = new TrackFormat.Audio(8_000, 1);
    private static final TrackFormat UNKNOWN = new TrackFormat.Unknown();

    private static StreamSetup setup(Track... tracks) {
        return StreamSetup.of(StreamId.of("cam"), Pacing.LIVE, tracks);
    }

    private static Track track(int index, Codec codec, TrackFormat format, Bytes... sets) {
        int rate = format instanceof TrackFormat.Audio audio ? audio.sampleRateHz() : 90_000;
        return new Track(index, codec, rate, List.of(sets), format);
    }

    private static Bytes bytes(String hex) {
        return Bytes.copyOf(HexFormat.of().parseHex(hex));
    }

    private static StreamSetup door() {
        TrackFormat video = new TrackFormat.Video(1280, 720, 1, 1, 25, 0, 1, 0);
        Track pictures = track(0, Codec.H264, video, bytes("6764001f"), bytes("68ee"));
        Bytes config = AudioSpecificConfig.lowComplexity(48_000, 2);
        return setup(pictures, track(1, Codec.AAC, STEREO, config));
    }

    @Test
    void writesWhatAReaderOverRtspNeeds() {
        assertThat(OutgoingDescription.of("door", door()).print())
                .isEqualTo(String.join(
                        "\r\n",
                        "v=0",
                        "o=- 3452765070534586602 1 IN IP4 0.0.0.0",
                        "s=door",
                        "c=IN IP4 0.0.0.0",
                        "t=0 0",
                        "a=tool:reactor-valkka",
                        "a=control:*",
                        "a=range:npt=now-",
                        "m=video 0 RTP/AVP 96",
                        "a=rtpmap:96 H264/90000",
                        "a=fmtp:96 packetization-mode=1; profile-level-id=64001F;"
                                + " sprop-parameter-sets=Z2QAHw==,aO4=",
                        "a=framerate:25",
                        "a=x-dimensions:1280,720",
                        "a=control:trackID=0",
                        "m=audio 0 RTP/AVP 97",
                        "a=rtpmap:97 mpeg4-generic/48000/2",
                        "a=fmtp:97 streamtype=5; profile-level-id=1; mode=AAC-hbr; sizelength=13;"
                                + " indexlength=3; indexdeltalength=3; config=1190",
                        "a=control:trackID=1",
                        ""));
    }

    @Test
    void writesWhatAListenerToAGroupNeeds() {
        MulticastAddress address = new MulticastAddress(
                "239.1.1.7", 4, List.of(Ports.from(50_000), new Ports(50_002, 50_009)));
        String text = OutgoingDescription.multicast(
                        "door", 7, door(), List.of(96, 97), address, "10.0.0.2")
                .print();
        assertThat(text)
                .contains("o=- 3452765070534586602 7 IN IP4 10.0.0.2\r\n")
                .contains("c=IN IP4 239.1.1.7/4\r\n")
                .contains("m=video 50000 RTP/AVP 96\r\n")
                .contains("m=audio 50002 RTP/AVP 97\r\n")
                .containsOnlyOnce("a=rtcp:")
                .endsWith("a=rtcp:50009\r\n")
                .doesNotContain("a=control", "a=range");
    }

    @Test
    void groupsOfIpv6HaveNoTimeToLive() {
        MulticastAddress address =
                new MulticastAddress("ff15::7", 4, List.of(Ports.from(5_000), Ports.from(5_002)));
        assertThat(OutgoingDescription.multicast(
                                "door", 1, door(), List.of(96, 97), address, "fe80::1")
                        .print())
                .contains("c=IN IP6 ff15::7\r\n")
                .contains(" IN IP6 fe80::1\r\n");
        assertThatIllegalArgumentException().isThrownBy(() -> Ports.from(65_535));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MulticastAddress("239.1.1.7", 256, List.of()));
    }

    @Test
    void ourReaderUnderstandsEveryCodec() {
        for (Clip clip : List.of(Clip.read("high-b-frames"), Clip.read(Codec.H265, "plain"))) {
            try (Assembly source = new Assembly(clip.codec()).play(clip)) {
                Track track = source.units().get(0).track();
                PayloadFormat read = readBack(setup(track));
                List<String> names = track.codec() == Codec.H264
                        ? List.of("sprop-parameter-sets")
                        : List.of("sprop-vps", "sprop-sps", "sprop-pps");
                assertThat(names.stream()
                                .flatMap(name -> read.parameters().parameterSets(name).stream())
                                .map(Bytes::copyOf))
                        .isEqualTo(track.parameterSets());
            }
        }
        for (Track track : List.of(
                track(0, Codec.MJPEG, UNKNOWN),
                track(0, Codec.AAC, STEREO),
                track(0, Codec.PCMU, TELEPHONE),
                track(0, Codec.PCMA, STEREO),
                track(0, Codec.OPUS, STEREO),
                track(0, Codec.H264, UNKNOWN),
                track(0, Codec.ONVIF_METADATA, UNKNOWN))) {
            PayloadFormat read = readBack(setup(track));
            assertThat(IncomingTracks.reads(read)).isTrue();
            assertThat(IncomingTracks.codec(read.encoding())).isEqualTo(track.codec());
            assertThat(read.channels())
                    .isEqualTo(track.format() instanceof TrackFormat.Audio a ? a.channels() : 1);
        }
    }

    private static PayloadFormat readBack(StreamSetup setup) {
        SessionDescription sent = OutgoingDescription.of("name", setup);
        SessionDescription read = SessionDescription.parse(sent.print());
        assertThat(read).isEqualTo(sent);
        assertThat(read.warnings()).isEmpty();
        MediaDescription media = read.media().get(0);
        return media.payloadFormat(
                Objects.requireNonNull(media.rtpMap(media.payloadTypes().get(0))));
    }

    @Test
    void fixedPayloadTypesStandOnlyForWhatTheyMean() {
        assertThat(OutgoingDescription.payloadTypes(setup(
                        track(0, Codec.MJPEG, UNKNOWN),
                        track(1, Codec.PCMU, TELEPHONE),
                        track(2, Codec.PCMA, TELEPHONE),
                        track(3, Codec.PCMA, STEREO),
                        track(4, Codec.OPUS, STEREO),
                        track(5, Codec.ONVIF_METADATA, UNKNOWN))))
                .containsExactly(26, 0, 8, 99, 100, 101);
    }

    @Test
    void noNameBeginsALineOfItsOwn() {
        String evil = "door\r\na=control:rtsp://evil/\nm=audio 9 RTP/AVP 0\u2028x\u0085y\u0000";
        String text = OutgoingDescription.of(evil, door()).print();
        assertThat(text.lines().filter(line -> line.startsWith("s=")))
                .containsExactly("s=door  a=control:rtsp://evil/ m=audio 9 RTP/AVP 0 x y");
        assertThat(SessionDescription.parse(text).media()).hasSize(2);
        assertThat(SessionDescription.parse(text).control()).isEqualTo("*");
        assertThat(OutgoingDescription.of("\r\n", door()).print()).contains("\r\ns=-\r\n");
    }

    @Test
    void noPartBeginsALineOfItsOwn() {
        String evil = "x\r\na=evil:1";
        MediaDescription media = new MediaDescription(
                evil, 0, evil, List.of(0), evil, List.of(new SdpAttribute(evil, evil)));
        String text = new SessionDescription(
                        evil,
                        evil,
                        evil,
                        List.of(new SdpAttribute(evil, "")),
                        List.of(media),
                        List.of())
                .print();
        assertThat(text.lines()).noneMatch(line -> line.startsWith("a=evil"));
    }

    @Test
    void oddRatesAreWrittenToThreePlaces() {
        TrackFormat ntsc = new TrackFormat.Video(0, 0, 1, 1, 30_000 / 1_001.0, 0, 1, 0);
        assertThat(OutgoingDescription.of("a", setup(track(0, Codec.MJPEG, ntsc)))
                        .print())
                .contains("a=framerate:29.97\r\n")
                .doesNotContain("x-dimensions");
    }
}
