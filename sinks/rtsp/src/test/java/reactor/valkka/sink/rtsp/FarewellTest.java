package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The end of a stream as a client sees it that says every word itself. */
@NoFrameLeaks
class FarewellTest {
    private static final int GOODBYE = 203;
    private static final int REPORT_CHANNEL = 1;
    private static final int SOON_MILLIS = 10_000;

    private String session = "";

    /** GStreamer's rtspsrc fails with an error where its last request is answered with 454. */
    @Test
    void gstreamerSaysTeardownAfterTheGoodbyeAndIsAnswered(TestPool pool) throws IOException {
        Sinks.Empty<EncodedFrame> end = Sinks.empty();
        play(threeUnits(pool).concatWith(end.asMono()), (server, socket, in) -> {
            end.tryEmitEmpty();
            readGoodbye(in);

            assertThat(ask(socket, in, "TEARDOWN " + server.uri("/door"), ""))
                    .startsWith("RTSP/1.0 200");
        });
    }

    @Test
    void theReadersOfAMountThatIsTakenAwayAreToldGoodbye(TestPool pool) throws IOException {
        play(threeUnits(pool).concatWith(Mono.never()), (server, socket, in) -> {
            server.remove("/door");

            readGoodbye(in);
        });
    }

    @Test
    void oneWhoStillWaitsForAKeyFrameIsToldGoodbye(TestPool pool) throws IOException {
        Flux<EncodedFrame> silent = threeUnits(pool).take(1).concatWith(Mono.never());
        play(silent, (server, socket, in) -> {
            server.remove("/door");

            readGoodbye(in);
        });
    }

    private static Flux<EncodedFrame> threeUnits(TestPool pool) {
        return TestUnits.live(pool.share(StreamId.of("door"))).frames(3, 3);
    }

    /** What happens while a client plays. */
    private interface Scene {
        void happen(BoundRtspServer server, Socket socket, DataInputStream in) throws IOException;
    }

    private void play(Flux<EncodedFrame> camera, Scene scene) throws IOException {
        BoundRtspServer server =
                RtspServer.create().port(0).mount("/door", camera).bindNow();
        URI uri = server.uri("/door");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(SOON_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ask(socket, in, "SETUP " + uri + "/trackID=0", "RTP/AVP/TCP;unicast;interleaved=0-1");
            ask(socket, in, "PLAY " + uri, "");
            scene.happen(server, socket, in);
        } finally {
            server.disposeNow();
        }
    }

    private String ask(Socket socket, DataInputStream in, String request, String transport)
            throws IOException {
        String text = request + " RTSP/1.0\r\nCSeq: 1\r\n"
                + (transport.isEmpty() ? "" : "Transport: " + transport + "\r\n")
                + (session.isEmpty() ? "" : "Session: " + session + "\r\n") + "\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readByte());
        }
        answer.toString()
                .lines()
                .filter(line -> line.startsWith("Session: "))
                .forEach(line -> session = line.substring(9).replaceAll(";.*", ""));
        return answer.toString();
    }

    private static void readGoodbye(DataInputStream in) throws IOException {
        boolean isGoodbye = false;
        while (!isGoodbye) {
            assertThat(in.readByte()).isEqualTo((byte) '$');
            int channel = in.readByte();
            byte[] packet = new byte[in.readUnsignedShort()];
            in.readFully(packet);
            for (int at = 0; channel == REPORT_CHANNEL && at < packet.length; ) {
                isGoodbye |= (packet[at + 1] & 0xFF) == GOODBYE;
                at += 4 * (1 + ((packet[at + 2] & 0xFF) << 8 | packet[at + 3] & 0xFF));
            }
        }
    }
}
