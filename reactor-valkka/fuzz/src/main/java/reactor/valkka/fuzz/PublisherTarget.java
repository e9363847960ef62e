package reactor.valkka.fuzz;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspHeaders;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.rtsp.server.AuthScheme;
import reactor.valkka.rtsp.server.ConnectionEnds;
import reactor.valkka.rtsp.server.DialogueAction;
import reactor.valkka.rtsp.server.DialogueConfig;
import reactor.valkka.rtsp.server.LoginThrottle;
import reactor.valkka.rtsp.server.MountAccess;
import reactor.valkka.rtsp.server.MountDirectory;
import reactor.valkka.rtsp.server.PublishAccess;
import reactor.valkka.rtsp.server.PublishSession;
import reactor.valkka.rtsp.server.ServerDialogue;
import reactor.valkka.rtsp.server.SessionStep;
import reactor.valkka.rtsp.server.TokenSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A publisher that announces anything. An input is a run of parts with a byte 0 behind each: the
 * description, then requests, each a method, a blank, what stands behind the address, a line feed
 * and a {@code Transport}; behind a RECORD that is granted, packets.
 *
 * <p>Each request has one answer, what is granted can be received, and no slot is open at the end.
 */
final class PublisherTarget implements FuzzTarget {
    private static final String URI = "rtsp://192.0.2.1/live";
    private static final StreamId STREAM = StreamId.of("fuzz");
    private static final int POOL_BYTES = 1 << 20;
    private static final int PARTS_MAX = 64;
    private static final int SECRET_BYTES = 16;
    private static final DialogueConfig CONFIG = new DialogueConfig(
            "fuzz",
            List.of(AuthScheme.DIGEST_MD5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            4);

    private final FramePool pool =
            FramePool.builder("fuzz").capacityBytes(POOL_BYTES).build();
    private final StreamCounters counters = new Counters().of(STREAM);

    @Override
    public void run(byte[] input) {
        String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\0", PARTS_MAX);
        try (Conversation conversation = new Conversation()) {
            conversation.ask("ANNOUNCE", "", "Content-Type", "application/sdp", parts[0]);
            for (int i = 1; i < parts.length; i++) {
                conversation.take(parts[i]);
            }
        }
        if (pool.openSlots() != 0) {
            throw new IllegalStateException(pool.openSlotsReport());
        }
    }

    /** The path that may be published to. */
    private static final class Directory implements MountDirectory {
        @Override
        public @Nullable MountAccess find(String path) {
            return null;
        }

        @Override
        public @Nullable PublishAccess findPublication(String path) {
            return path.equals("live")
                    ? new PublishAccess(path, null, TrackSelection.all(), Duration.ofSeconds(10))
                    : null;
        }

        @Override
        public @Nullable Credentials credentials() {
            return null;
        }
    }

    private final class Conversation implements AutoCloseable {
        private final ServerDialogue dialogue = new ServerDialogue(
                CONFIG,
                new Directory(),
                new TokenSource(new byte[SECRET_BYTES]),
                new LoginThrottle(),
                new ConnectionEnds(
                        "192.0.2.7", "192.0.2.7", "192.0.2.1", new PortPair(30_000, 30_001)),
                0);
        private @Nullable PublishSession session;
        private @Nullable RtpReceiver receiver;
        private int answers;
        private int cseq;
        private long now;

        void take(String part) {
            RtpReceiver receiving = receiver;
            if (receiving == null) {
                int line = part.indexOf('\n');
                String first = line < 0 ? part : part.substring(0, line);
                int blank = first.indexOf(' ');
                ask(
                        blank < 0 ? first : first.substring(0, blank),
                        blank < 0 ? "" : first.substring(blank + 1),
                        "Transport",
                        line < 0 ? "" : oneLine(part.substring(line + 1)),
                        "");
            } else if (!part.isEmpty()) {
                int track = part.charAt(0) % receiving.tracks();
                ByteBuffer packet =
                        ByteBuffer.wrap(part.substring(1).getBytes(StandardCharsets.ISO_8859_1));
                receiving.rtp(track, packet, ++now);
            }
        }

        /** No header that came over the wire has a line break. */
        private static String oneLine(String text) {
            return text.replaceAll("[\\r\\n]", " ");
        }

        void ask(String method, String behind, String header, String value, String body) {
            RtspHeaders headers =
                    RtspHeaders.empty().with("CSeq", Integer.toString(++cseq)).with(header, value);
            PublishSession own = session;
            RtspHeaders all = own == null ? headers : headers.with("Session", own.id());
            byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
            int before = answers;
            dialogue.onRequest(new RtspRequest(method, URI + behind, all, bytes), ++now);
            DialogueAction action = dialogue.poll();
            for (; action != null; action = dialogue.poll()) {
                perform(action);
            }
            if (answers != before + 1) {
                throw new IllegalStateException((answers - before) + " answers to " + method);
            }
        }

        private void perform(DialogueAction action) {
            if (action instanceof DialogueAction.Send) {
                answers++;
            } else if (action instanceof DialogueAction.Announce announce) {
                end();
                session = announce.session();
                dialogue.onAdmitted(announce.ticket(), now);
            } else if (action instanceof DialogueAction.InSession asked) {
                dialogue.onAnswer(asked.ticket(), inSession(asked), now);
            }
        }

        private RtspResponse inSession(DialogueAction.InSession asked) {
            PublishSession own = session;
            if (own == null) {
                return RtspResponse.to(asked.request(), 454);
            }
            SessionStep step = own.onRequest(asked.request(), asked.target(), now);
            if (step instanceof SessionStep.Record) {
                receive(own.tracks());
                return own.onRecording(asked.request());
            } else if (step instanceof SessionStep.End over) {
                end();
                return over.response();
            } else if (step instanceof SessionStep.Pause pause) {
                return pause.response();
            }
            return ((SessionStep.Answer) step).response();
        }

        private void receive(List<TrackReady> tracks) {
            RtpReceiver.Target target = new RtpReceiver.Target(
                    STREAM, pool.share(STREAM, 0), counters, 0, false, ReceiverOptions.DEFAULT);
            receiver = new RtpReceiver(target, tracks, 1, EncodedFrame::close);
        }

        private void end() {
            if (session != null) {
                session.end();
                dialogue.onSessionEnded(session.id(), now);
                session = null;
            }
        }

        @Override
        public void close() {
            end();
            if (receiver != null) {
                receiver.close();
            }
        }
    }
}
