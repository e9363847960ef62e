package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class RtspFrameDecoderTest {

    private static final RtspLimits SMALL = new RtspLimits(256, 8, 64);

    /** Writes down what is found. */
    private static class Notes implements RtspFrameHandler {
        final List<String> found = new ArrayList<>();
        int garbage;

        @Override
        public void onMessage(RtspMessage message) {
            found.add(message.cseq() + ":" + message.bodyText());
        }

        @Override
        public void onInterleaved(int channel, ByteBuf bytes, int offset, int length) {
            found.add("$" + channel + "/" + length + "/" + bytes.getByte(offset + length - 1));
        }

        @Override
        public void onGarbage(int bytes) {
            garbage += bytes;
        }

        @Override
        public void onUnreadable(String what) {
            found.add("unreadable: " + what);
        }
    }

    private final Notes notes = new Notes();
    private final EmbeddedChannel channel = new EmbeddedChannel(new RtspFrameDecoder(notes, SMALL));

    private void feed(byte[]... pieces) {
        for (byte[] piece : pieces) {
            channel.writeInbound(Unpooled.copiedBuffer(piece));
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packet(int channel, int length) {
        byte[] bytes = new byte[4 + length];
        bytes[0] = '$';
        bytes[1] = (byte) channel;
        bytes[2] = (byte) (length >> 8);
        bytes[3] = (byte) length;
        if (length > 0) {
            bytes[4] = (byte) 0x80;
            bytes[3 + length] = (byte) (length > 1 ? length : 0x80);
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private static byte[] mixed() {
        return join(
                text("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\n$dol$"),
                packet(0, 20),
                packet(1, 300),
                text("\r\nRTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n"),
                packet(9, 12),
                text("OPTIONS * RTSP/1.0\r\nCSeq: 3\r\n\r\n"),
                packet(0, 0));
    }

    private static final List<String> MIXED =
            List.of("1:$dol$", "$0/20/20", "$1/300/44", "2:", "$9/12/12", "3:", "$0/0/0");

    @Test
    void findsMessagesAndPacketsInOneSegment() {
        feed(mixed());
        assertThat(notes.found).isEqualTo(MIXED);
        assertThat(notes.garbage).isZero();
    }

    @Test
    void findsTheSameWhereverTheSegmentsAreCut() {
        byte[] all = mixed();
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Notes each = new Notes();
            EmbeddedChannel one = new EmbeddedChannel(new RtspFrameDecoder(each, SMALL));
            for (int at = 0; at < all.length; ) {
                int length = Math.min(all.length - at, 1 + random.nextInt(1 + (int) seed));
                one.writeInbound(Unpooled.copiedBuffer(all, at, length));
                at += length;
            }
            assertThat(each.found).as("seed %d", seed).isEqualTo(MIXED);
            one.finishAndReleaseAll();
        }
    }

    @Test
    void goesOnAfterGarbage() {
        byte[] noise = new byte[1_000];
        new Random(3).nextBytes(noise);
        feed(packet(0, 20), noise, packet(0, 21), packet(0, 22));
        assertThat(notes.found).startsWith("$0/20/20").endsWith("$0/22/22");
        feed(text("RTSP/1.0 200 OK\r\nCSeq: 5\r\n\r\n"));
        assertThat(notes.found).endsWith("5:");
        assertThat(notes.garbage).isPositive();
    }

    @Test
    void aDollarSignInGarbageIsNotEnough() {
        feed(text("!!$!$$ what $~~$"), packet(0, 20));
        assertThat(notes.found).containsExactly("$0/20/20");
        assertThat(notes.garbage).isEqualTo(16);
    }

    @Test
    void givesUpAfterTooMuchGarbage() {
        feed(new byte[300 * 1024], packet(0, 20));
        assertThat(notes.found).hasSize(1);
        assertThat(notes.found.get(0)).startsWith("unreadable: more than 262144 bytes");
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        feed(text("RTSP/1.0 200 OK\r\nContent-Length: 65\r\n\r\n"));
        assertThat(notes.found).containsExactly("unreadable: a body of 65 bytes, at most 64");
    }

    @Test
    void refusesABodyWhoseLengthIsNoNumberOfOurs() {
        feed(text("RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), packet(0, 20));
        assertThat(notes.found)
                .containsExactly("unreadable: a body of 2147483647 bytes, at most 64");
    }

    @Test
    void aHeadWithoutEndIsGarbage() {
        feed(text("RTSP/1.0 200 OK\r\nA: " + "a".repeat(400)), packet(0, 20));
        assertThat(notes.found).containsExactly("$0/20/20");
    }

    @Test
    void anyBytesAreSurvived() {
        Random random = new Random(11);
        byte[] seed = mixed();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seed.clone();
            for (int j = random.nextInt(8); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            EmbeddedChannel one = new EmbeddedChannel(new RtspFrameDecoder(new Notes(), SMALL));
            one.writeInbound(Unpooled.wrappedBuffer(bytes));
            one.finishAndReleaseAll();
        }
    }

    @Test
    void whatWasSearchedForTheEndOfAHeadIsNotSearchedAgain() {
        EmbeddedChannel roomy =
                new EmbeddedChannel(new RtspFrameDecoder(notes, RtspLimits.DEFAULT));
        byte[] endless = text("RTSP/1.0".repeat(60_000));
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> roomy.writeInbound(Unpooled.wrappedBuffer(endless)));
        assertThat(notes.found).hasSize(1);
        assertThat(notes.found.get(0)).startsWith("unreadable: more than 262144 bytes");
    }

    @Test
    void whatOnlyLooksLikeAMessageIsNotCopied() {
        EmbeddedChannel roomy =
                new EmbeddedChannel(new RtspFrameDecoder(notes, RtspLimits.DEFAULT));
        byte[] lookalikes =
                text(("RTSP/1.0 xyz\n".repeat(1_000) + "ABC DEF RTP/1.0\n\n").repeat(10));
        ByteBuf in = Unpooled.wrappedBuffer(lookalikes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        roomy.writeInbound(in);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
        roomy.writeInbound(Unpooled.wrappedBuffer(packet(0, 20)));
        assertThat(notes.found).containsExactly("$0/20/20");
    }

    @Test
    void refusesAMessageOfTooManyHeaderLines() {
        int allowed = SMALL.headersMax();
        feed(text("RTSP/1.0 200 OK\n" + "A: 1\n".repeat(allowed) + "\n"));
        assertThat(notes.found).hasSize(1);
        feed(text("RTSP/1.0 200 OK\n" + "A: 1\n".repeat(allowed + 1) + "\n"));
        assertThat(notes.found.get(1))
                .isEqualTo("unreadable: a message of more than " + allowed + " header lines");
    }

    @Test
    void aHeadIsFoundWhoseBeginningWasSearchedAsGarbage() {
        feed(text("RTSP/1.0"), text("x\r\nRTSP/1.0 200 OK\r\nCSeq: 7\r\n"), text("\r\n"));
        feed(text("\r\n\r"), text("\nRTSP/1.0 200 OK\r\nCSeq: 8\r"), text("\n\r"), text("\n"));
        assertThat(notes.found).endsWith("8:");
    }

    @Test
    void aPauseHoldsWhatHasComeAndTheEndBehindIt() {
        RtspFrameDecoder decoder = channel.pipeline().get(RtspFrameDecoder.class);
        feed(join(packet(0, 20), packet(0, 21)));
        List<Object> ends = new ArrayList<>();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                ends.add(event);
            }
        });
        decoder.pause();
        feed(join(packet(0, 22), packet(0, 23)));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(notes.found).hasSize(2);
        assertThat(ends).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();
        decoder.resume();
        assertThat(notes.found).hasSize(4).last().isEqualTo("$0/23/23");
        assertThat(ends).hasSize(1);
        assertThat(decoder.isPaused()).isFalse();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void whoPausesInTheMiddleOfAReadGetsNothingMoreOfIt() {
        RtspFrameDecoder[] pausing = new RtspFrameDecoder[1];
        Notes impatient = new Notes() {
            @Override
            public void onInterleaved(int track, ByteBuf bytes, int offset, int length) {
                super.onInterleaved(track, bytes, offset, length);
                pausing[0].pause();
            }
        };
        pausing[0] = new RtspFrameDecoder(impatient, SMALL);
        EmbeddedChannel one = new EmbeddedChannel(pausing[0]);
        one.writeInbound(Unpooled.copiedBuffer(join(packet(0, 20), packet(0, 21), packet(0, 22))));
        assertThat(impatient.found).hasSize(1);
        pausing[0].resume();
        assertThat(impatient.found).hasSize(2);
        pausing[0].resume();
        pausing[0].resume();
        assertThat(impatient.found).hasSize(3);
        one.finishAndReleaseAll();
    }

    @Test
    void whoPausesIsNotReadForBehindHisBack() {
        RtspFrameDecoder[] pausing = new RtspFrameDecoder[1];
        Notes full = new Notes() {
            @Override
            public void onInterleaved(int track, ByteBuf bytes, int offset, int length) {
                super.onInterleaved(track, bytes, offset, length);
                pausing[0].pause();
            }
        };
        pausing[0] = new RtspFrameDecoder(full, SMALL);
        int[] reads = new int[1];
        EmbeddedChannel one = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext ctx) throws Exception {
                        reads[0]++;
                        super.read(ctx);
                    }
                },
                pausing[0]);
        reads[0] = 0;
        one.writeInbound(Unpooled.copiedBuffer(join(packet(0, 20), packet(0, 21))));
        assertThat(reads[0]).isZero();
        pausing[0].resume();
        assertThat(full.found).hasSize(2);
        assertThat(reads[0]).isZero();
        pausing[0].resume();
        assertThat(reads[0]).isPositive();
        one.finishAndReleaseAll();
    }

    @Test
    void anEndThatManyHeadsSeemToHaveIsSearchedForOnce() {
        EmbeddedChannel roomy =
                new EmbeddedChannel(new RtspFrameDecoder(notes, RtspLimits.DEFAULT));
        byte[] heads = text("RTSP/1. ".repeat(30_000) + "\nRTSP/1.0 200 OK\nCSeq: 7\n\n");
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> roomy.writeInbound(Unpooled.wrappedBuffer(heads)));
        assertThat(notes.found).containsExactly("7:");
    }

    @Test
    void aLittleSenseDoesNotMakeGoodForMuchGarbage() {
        byte[] mostlyNoise =
                join(text("?".repeat(20_000)), text("RTSP/1.0 200 OK\r\nCSeq: 7\r\n\r\n"));
        for (int i = 0; i < 40; i++) {
            feed(mostlyNoise);
        }
        assertThat(notes.found).hasSizeBetween(10, 20).last().asString().startsWith("unreadable");
    }

    @Test
    void aCameraThatPadsItsPacketsIsReadForEver() {
        byte[] padded = join(packet(0, 200), text("?".repeat(600)));
        for (int i = 0; i < 2_000; i++) {
            feed(padded);
        }
        assertThat(notes.found).hasSize(2_000).last().isEqualTo("$0/200/-56");
    }

    @Test
    void whoStopsInTheMiddleOfAReadHearsNothingMore() {
        RtspFrameDecoder[] stopping = new RtspFrameDecoder[1];
        Notes leaving = new Notes() {
            @Override
            public void onMessage(RtspMessage message) {
                super.onMessage(message);
                stopping[0].stop();
            }
        };
        stopping[0] = new RtspFrameDecoder(leaving, SMALL);
        EmbeddedChannel one = new EmbeddedChannel(stopping[0]);
        one.writeInbound(Unpooled.copiedBuffer(mixed()));
        one.writeInbound(Unpooled.copiedBuffer(mixed()));
        assertThat(leaving.found).containsExactly("1:$dol$");
        assertThat(one.finishAndReleaseAll()).isFalse();
    }

    @Test
    void aBodyThatIsTooLargeIsToldOfWithItsHead() {
        Notes heads = new Notes() {
            @Override
            public void onTooLarge(RtspMessage head, String what) {
                found.add(head.cseq() + ": " + what);
            }
        };
        EmbeddedChannel one = new EmbeddedChannel(new RtspFrameDecoder(heads, SMALL));
        String head = "ANNOUNCE rtsp://h/live RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 65\r\n\r\n";
        one.writeInbound(Unpooled.copiedBuffer(text(head + "a".repeat(65)), packet(0, 20)));

        assertThat(heads.found).containsExactly("3: a body of 65 bytes, at most 64");
        assertThat(one.finishAndReleaseAll()).isFalse();
    }

    @Test
    void whoTalksOnWhenNobodyListensIsCutOff() {
        RtspFrameDecoder deaf = new RtspFrameDecoder(notes, SMALL);
        EmbeddedChannel one = new EmbeddedChannel(deaf);
        deaf.stop();

        one.writeInbound(Unpooled.wrappedBuffer(new byte[256 * 1024]));
        assertThat(one.isOpen()).isTrue();
        one.writeInbound(Unpooled.wrappedBuffer(new byte[1]));

        assertThat(one.isOpen()).isFalse();
    }
}
