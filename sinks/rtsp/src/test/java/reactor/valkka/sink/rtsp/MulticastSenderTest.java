package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.rtcp.SenderReport;
import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.source.rtsp.SdpSource;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Streams to groups on the loopback network, which they cannot leave. */
@NoFrameLeaks
class MulticastSenderTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PICTURES = 60;

    private final Path file;

    MulticastSenderTest(@TempDir Path folder) {
        file = folder.resolve("door.sdp");
    }

    private static String group() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "239.255." + random.nextInt(256) + '.' + (1 + random.nextInt(254));
    }

    private static int port() {
        return 12_000 + 4 * ThreadLocalRandom.current().nextInt(1_500);
    }

    private static MulticastSender sender(String group, int port) {
        return MulticastSender.create(group, port).network("lo");
    }

    private static Flux<EncodedFrame> again(ForeignFilm film, TestPool pool) {
        return FileSource.of(film.file()).pool(pool.encoded()).loop().frames();
    }

    private static void ffmpegReceives(
            MulticastSender sender, Path sdp, Codec codec, ForeignFilm film, TestPool pool)
            throws IOException {
        Disposable sending = sender.sdpFile(sdp).consume(again(film, pool)).subscribe();
        try {
            Flux.interval(Duration.ofMillis(20))
                    .filter(tick -> Files.exists(sdp))
                    .blockFirst(SOON);
            Path pictures = sdp.resolveSibling("pictures");
            Path sound = sdp.resolveSibling("sound");
            List<String> command =
                    new ArrayList<>(List.of(Peers.require("ffmpeg", "ffmpeg").toString()));
            command.addAll(List.of("-v", "error", "-protocol_whitelist", "file,udp,rtp"));
            command.addAll(List.of("-localaddr", "127.0.0.1", "-i", sdp.toString()));
            command.addAll(List.of("-map", "0:v", "-c", "copy", "-t", "2", "-f"));
            command.addAll(List.of(codec == Codec.H264 ? "h264" : "hevc", pictures.toString()));
            command.addAll(List.of("-map", "0:a", "-c", "copy", "-t", "2", "-f", "data"));
            command.add(sound.toString());
            Peers.Output output = Peers.run(SOON, command);
            assertThat(output.status()).as(output.text()).isZero();
            List<Bytes> received = new ArrayList<>();
            ByteBuffer stream = ByteBuffer.wrap(Files.readAllBytes(pictures));
            NalUnits.forEachAnnexB(
                    stream,
                    0,
                    stream.limit(),
                    (data, from, to) -> add(codec, data, from, to, received));
            assertThat(received).hasSizeGreaterThan(PICTURES);
            assertThat(Collections.indexOfSubList(sent(codec, film), received)).isNotNegative();
            assertThat(film.bytesTwice("a")).containsSequence(Files.readAllBytes(sound));
        } finally {
            sending.dispose();
        }
    }

    private static List<Bytes> sent(Codec codec, ForeignFilm film) {
        List<Bytes> nals = new ArrayList<>();
        ByteBuffer twice = ByteBuffer.wrap(film.bytesTwice("v"));
        NalUnits.forEachPrefixed(
                twice, 0, twice.limit(), 4, (data, from, to) -> add(codec, data, from, to, nals));
        return nals;
    }

    /** Pictures and supplemental messages. */
    private static void add(Codec codec, ByteBuffer data, int from, int to, List<Bytes> into) {
        int header = data.get(from);
        int type = codec == Codec.H264 ? H264Nal.type(header) : header >> 1 & 0x3F;
        boolean wanted = codec == Codec.H264
                ? H264Nal.isPictureData(type) || type == H264Nal.SEI
                : type < 32 || type == 39 || type == 40;
        if (wanted) {
            into.add(Bytes.copyOf(data.duplicate().limit(to).position(from)));
        }
    }

    @Test
    void ffmpegReceivesEveryPictureAndAllSoundWithOurFile(TestPool pool) throws IOException {
        ffmpegReceives(sender(group(), port()), file, Codec.H264, ForeignFilm.h264WithAac(), pool);
    }

    @Test
    void ffmpegReceivesH265AndTelephoneSoundWithOurFile(TestPool pool) throws IOException {
        ffmpegReceives(sender(group(), port()), file, Codec.H265, ForeignFilm.h265WithPcma(), pool);
    }

    private static void ourSourceReceives(MulticastSender sender, TestPool pool) {
        ForeignFilm film = ForeignFilm.h264WithAac();
        Disposable sending = sender.consume(again(film, pool)).subscribe();
        try {
            String sdp = Objects.requireNonNull(sender.sdp().block(SOON));
            ByteArrayOutputStream pictures = new ByteArrayOutputStream();
            ByteArrayOutputStream sound = new ByteArrayOutputStream();
            SdpSource.parse(sdp)
                    .network("lo")
                    .tracks(TrackSelection.videoAndAudio())
                    .pool(pool.encoded())
                    .frames()
                    .limitRate(64)
                    .transform(Use.map(frame -> copy(frame, pictures, sound)))
                    .filter(kind -> kind == TrackKind.VIDEO)
                    .take(PICTURES)
                    .blockLast(SOON);
            assertThat(film.bytesTwice("v")).containsSequence(pictures.toByteArray());
            assertThat(sound.size()).isPositive();
            assertThat(film.bytesTwice("a")).containsSequence(sound.toByteArray());
        } finally {
            sending.dispose();
        }
    }

    private static TrackKind copy(
            EncodedFrame frame, ByteArrayOutputStream pictures, ByteArrayOutputStream sound) {
        if (!(frame instanceof AccessUnit unit)) {
            return TrackKind.METADATA;
        }
        byte[] bytes = new byte[unit.bytes().remaining()];
        unit.bytes().get(bytes);
        (unit.track().kind() == TrackKind.VIDEO ? pictures : sound).writeBytes(bytes);
        return unit.track().kind();
    }

    @Test
    void ourOwnSourceReceivesIt(TestPool pool) {
        ourSourceReceives(sender(group(), port()).payloadBytesMax(500), pool);
    }

    /** The loopback network has no route for groups of IPv6, so that nothing can be sent there. */
    @Test
    void theKernelTakesNetworkAndTimeToLiveForIpv6AsWell() throws IOException {
        MulticastTarget target = MulticastTarget.of("ff15::7", port(), 3);
        LoopResources loops = MulticastSettings.of(target).usedLoops();
        EventLoop loop = loops.onClient(LoopResources.DEFAULT_NATIVE).next();
        CompletableFuture<ServerPorts> opened = new CompletableFuture<>();
        GroupSockets.on(target, "lo")
                .open(
                        loop,
                        () -> {
                            throw new AssertionError("neither epoll nor NIO");
                        },
                        opened::complete,
                        opened::completeExceptionally);
        ServerPorts ports = opened.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(ports.channels())
                .allMatch(channel -> channel.localAddress().getAddress().isLoopbackAddress());
        ports.close();
    }

    @Test
    void reportsAtOnceAndSaysGoodbye(TestPool pool) throws IOException {
        MulticastTarget target = MulticastTarget.of(group(), port(), 1);
        try (GroupEar media = new GroupEar(target.rtp(0));
                GroupEar reports = new GroupEar(target.rtcp(0))) {
            ForeignFilm film = ForeignFilm.h264WithAac();
            Disposable sending = sender(target.group(), target.port())
                    .consume(again(film, pool))
                    .subscribe();
            ByteBuffer first = media.next();
            SenderReport report = Objects.requireNonNull(SenderReport.find(reports.next()));
            assertThat(report.ssrc()).isEqualTo(RtpPacket.ssrc(first));
            assertThat(report.rtpTimestamp()).isEqualTo(RtpPacket.timestamp(first));
            assertThat(report.packetCount()).isPositive();
            sending.dispose();
            reports.hearGoodbye(report.ssrc());
        }
    }

    @Test
    void completesWhenTheStreamHasEndedAndMaySendAgain(TestPool pool) {
        MulticastSender sender = sender(group(), port());
        Flux<EncodedFrame> start = FileSource.of(ForeignFilm.h264WithAac().file())
                .pool(pool.encoded())
                .frames()
                .take(20);
        sender.consume(start).block(SOON);
        sender.consume(start).block(SOON);
        assertThat(sender.sdp().block()).contains("m=video", "m=audio");
    }

    @Test
    void failsWithTheStream(TestPool pool) {
        assertThatThrownBy(() -> sender(group(), port())
                        .consume(Flux.error(new IOException("no camera")))
                        .block(SOON))
                .hasMessageContaining("no camera");
    }

    @Test
    void sendsOneStreamAtATime(TestPool pool) {
        MulticastSender sender = sender(group(), port());
        Disposable first = sender.consume(Flux.never()).subscribe();
        assertThatThrownBy(() -> sender.consume(Flux.never()).block(SOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sends already");
        first.dispose();
    }

    @Test
    void saysWhichNetworksThereAre(TestPool pool) {
        assertThatThrownBy(() -> MulticastSender.create("239.1.1.7", 50_000)
                        .network("eth77")
                        .consume(Flux.never())
                        .block(SOON))
                .isInstanceOf(MulticastException.class)
                .hasMessageStartingWith("Cannot send to 239.1.1.7:50000: no network eth77 here")
                .hasMessageContaining("lo");
    }

    @Test
    void aFileThatCannotBeWrittenEndsIt(TestPool pool) {
        Path nowhere = file.resolveSibling("missing").resolve("door.sdp");
        assertThatThrownBy(() -> sender(group(), port())
                        .sdpFile(nowhere)
                        .consume(again(ForeignFilm.h264WithAac(), pool))
                        .block(SOON))
                .isInstanceOf(MulticastException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void moreTracksThanPortsAreRefused(TestPool pool) {
        assertThatThrownBy(() -> sender("239.1.1.7", 65_534)
                        .consume(again(ForeignFilm.h264WithAac(), pool))
                        .block(SOON))
                .isInstanceOf(MulticastException.class)
                .hasMessageContaining("no ports are left for 2 tracks");
    }

    @Test
    void whatIsNoGroupIsRefusedAtOnce() {
        for (String group : List.of("10.0.0.7", "door.local", "", "fe80::1", "240.0.0.1")) {
            assertThatIllegalArgumentException()
                    .as(group)
                    .isThrownBy(() -> MulticastSender.create(group, 50_000));
        }
        for (int port : List.of(50_001, 0, -2, 65_536)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MulticastSender.create("239.1.1.7", port))
                    .withMessageContaining("even port");
        }
        MulticastSender sender = MulticastSender.create("239.1.1.7", 50_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sender.ttl(0))
                .withMessageContaining("loopback");
        assertThatIllegalArgumentException().isThrownBy(() -> sender.ttl(256));
        assertThatIllegalArgumentException().isThrownBy(() -> sender.payloadBytesMax(100));
    }
}
