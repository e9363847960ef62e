package reactor.valkka.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a client may offer as transports, for two tracks of a session that anybody may see. */
final class ServerTransportTarget implements FuzzTarget {
    private final FuzzTarget server = new ServerTarget();

    @Override
    public void run(byte[] input) {
        String offers = new String(input, StandardCharsets.UTF_8)
                .replace('\0', ' ')
                .replace('\r', ' ')
                .replace('\n', ' ');
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        String first = "SETUP rtsp://h/open/trackID=0 RTSP/1.0\nCSeq: 1\nTransport: " + offers;
        String second =
                "SETUP rtsp://h/open/trackID=1 RTSP/1.0\nCSeq: 2\nSession: @id\nTransport: ";
        requests.writeBytes(first.getBytes(StandardCharsets.UTF_8));
        requests.write(0);
        requests.writeBytes((second + offers).getBytes(StandardCharsets.UTF_8));
        server.run(requests.toByteArray());
    }
}
