package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.Disposable;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.source.rtsp.CameraState.Playing.Security;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Against GStreamer's RTSP server, with TLS and a certificate that the openssl program made. */
@NoFrameLeaks
class GStreamerTlsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PASSWORD = "pa#ss@w%rd/";
    private static final String OTHER_PIN = "ab".repeat(32);

    private static Path pem = Path.of("");
    private static String pin = "";

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws IOException {
        String openssl = Peers.require("openssl", "openssl").toString();
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        List<String> make = new ArrayList<>(List.of(openssl, "req", "-x509", "-nodes"));
        make.addAll(List.of("-newkey", "rsa:2048", "-subj", "/CN=camera", "-days", "2"));
        make.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
        run(make);
        String printed = run(List.of(
                openssl,
                "x509",
                "-noout",
                "-fingerprint",
                "-sha256",
                "-in",
                certificate.toString()));
        pin = printed.substring(printed.indexOf('=') + 1).strip();
        pem = folder.resolve("camera.pem");
        Files.writeString(pem, Files.readString(certificate) + Files.readString(key));
    }

    private static String run(List<String> command) {
        Peers.Output output = Peers.run(SOON, command);
        assertThat(output.status()).as(output.text()).isZero();
        return output.text();
    }

    private static GStreamerCamera camera() {
        return GStreamerCamera.film(
                        ForeignFilm.h264WithAac(),
                        "h264parse ! rtph264pay pt=96",
                        "aacparse ! rtpmp4gpay pt=97")
                .certificate(pem)
                .credentials("basic", "joe", PASSWORD)
                .start();
    }

    private static RtspSource source(GStreamerCamera camera, TestPool pool) {
        return RtspSourceTest.source(camera.uri(), pool)
                .credentials("joe", PASSWORD)
                .tracks(TrackSelection.videoAndAudio());
    }

    private static void plays(RtspSource source, Security security) {
        Set<Security> seen = ConcurrentHashMap.newKeySet();
        Disposable watching = source.states().subscribe(state -> {
            if (state instanceof CameraState.Playing playing) {
                seen.add(playing.security());
            }
        });
        Played played = Played.pictures(source, 30);
        watching.dispose();
        played.assertNothingWrong(source.counters());
        assertThat(played.codecs()).containsExactly(Codec.H264, Codec.AAC);
        assertThat(ForeignFilm.h264WithAac().bytes("v")).startsWith(played.bytes(TrackKind.VIDEO));
        assertThat(seen).containsExactly(security);
    }

    @Test
    void playsWithTheFingerprintThatOpensslPrints(TestPool pool) {
        try (GStreamerCamera camera = camera()) {
            plays(source(camera, pool).tls(TlsTrust.pinned(pin)), Security.TLS);
        }
    }

    @Test
    void playsWithAnyCertificateAndSaysSo(TestPool pool) {
        try (GStreamerCamera camera = camera()) {
            plays(source(camera, pool).tls(TlsTrust.anything()), Security.TLS_UNVERIFIED);
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor(TestPool pool) {
        try (GStreamerCamera camera = camera()) {
            for (TlsTrust trust : List.of(TlsTrust.system(), TlsTrust.pinned(OTHER_PIN))) {
                RtspSource source = source(camera, pool).tls(trust);
                assertThatThrownBy(() -> source.frames().blockLast(SOON))
                        .isInstanceOf(RtspConnectionException.class)
                        .hasMessageContaining("certificate");
            }
        }
    }
}
