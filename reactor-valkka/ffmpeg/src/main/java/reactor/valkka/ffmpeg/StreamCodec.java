package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.pool.SlotWaiter;
import reactor.valkka.spi.KeyFrameGate;

/**
 * The decoder of one stream: takes setups and units, gives pictures, and sees to it that none is
 * shown that was predicted from something missing.
 *
 * <pre>
 *                 new setup · error · damaged picture · end of stream
 *   ┌─────────┐ ───────────────────────────────────────────────► ┌──────────┐
 *   │ feeding │                                                  │ draining │ ──► ended
 *   └─────────┘ ◄─────────────────────────────────────────────── └──────────┘
 *                 flushed, or closed and opened again
 * </pre>
 *
 * <p>Draining gives the pictures that came before whatever went wrong; afterwards the gate waits
 * for a key frame. Only where no slot was free is all that is inside thrown away.
 *
 * <p><b>Threads:</b> one worker's.
 */
final class StreamCodec implements AutoCloseable {
    private static final int IN_FLIGHT_MAX = 128;

    private enum State {
        FEEDING,
        DRAINING,
        ENDED
    }

    private final DecodeConfig config;
    private final KeyFrameGate gate = new KeyFrameGate();
    private final FrameReader reader = new FrameReader();
    private final @Nullable AccessUnitHeader[] inFlight = new AccessUnitHeader[IN_FLIGHT_MAX];
    private final long[] begunNanos = new long[IN_FLIGHT_MAX];
    private long sequence;
    private State state = State.FEEDING;
    private boolean reopen;
    private boolean ending;
    private boolean keyFramesOnly;
    private @Nullable AccessUnit waiting;
    private @Nullable StreamSetup setup;
    private @Nullable Track track;
    private @Nullable CodecContext context;
    private @Nullable SlotProvider slots;
    private @Nullable StreamCounters counters;

    StreamCodec(DecodeConfig config) {
        this.config = config;
    }

    /** True if the next frame may be taken: nothing is to be given first, and slots are free. */
    boolean accepts() {
        return state == State.FEEDING && waiting == null && hasRoom();
    }

    /** False if consumers hold so many pictures that none can be decoded. */
    boolean hasRoom() {
        SlotProvider known = slots;
        return known == null || known.hasRoom();
    }

    /** Calls back once, when a picture slot comes back. */
    void onRoom(SlotWaiter waiter) {
        SlotProvider known = slots;
        if (known != null) {
            known.onRoom(waiter);
        }
    }

    /** True once all that came before {@link #end} has been given. */
    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Takes a frame over. Only after {@link #accepts()}, and after {@link #poll} gave nothing. */
    void take(EncodedFrame frame) {
        StreamSetup governing = frame.setup();
        if (governing != setup) {
            try {
                change(governing);
            } catch (RuntimeException e) {
                frame.close();
                throw e;
            }
        }
        if (frame instanceof AccessUnit unit) {
            if (unit.track().index() != trackIndex()) {
                unit.close();
            } else if (state == State.FEEDING) {
                feed(unit);
            } else {
                waiting = unit;
            }
        }
    }

    private int trackIndex() {
        Track known = track;
        return known == null ? -1 : known.index();
    }

    private void change(StreamSetup next) {
        if (next.equals(setup)) {
            setup = next;
            return;
        }
        if (next.pacing() == Pacing.LIVE && !next.hasVideo()) {
            awaitVideo(next);
            return;
        }
        Track video = DecodeConfig.videoTrack(next);
        Track before = track;
        boolean same = before != null
                && before.codec() == video.codec()
                && before.parameterSets().equals(video.parameterSets());
        setup = next;
        track = video;
        counters = config.counters().of(next.stream());
        gate.admits(next);
        if (context != null) {
            reopen |= !same;
            drain();
        }
    }

    /** The camera's video has not begun yet; its sound is none of ours. */
    private void awaitVideo(StreamSetup next) {
        setup = next;
        track = null;
        gate.admits(next);
        if (context != null) {
            reopen = true;
            drain();
        }
    }

    /** Sets whether only key frames come, so that none waits inside for what is shown before it. */
    void keyFramesOnly(boolean only) {
        if (only && !keyFramesOnly) {
            gap();
        }
        keyFramesOnly = only;
    }

    /** What comes next does not follow what came before. */
    void gap() {
        gate.close();
        drain();
    }

    /** A unit is left out: what needs it waits for the next key frame. */
    void skipped(AccessUnit unit) {
        boolean wasOpen = gate.isOpen();
        gate.admits(unit);
        if (!unit.header().disposable()) {
            gate.dropped(unit);
        }
        if (wasOpen && !gate.isOpen()) {
            drain();
        }
    }

    /** Nothing more will come. */
    void end() {
        ending = true;
        state = context == null ? State.ENDED : state;
        drain();
    }

    private void drain() {
        if (state == State.FEEDING && context != null) {
            state = State.DRAINING;
            context.sendEnd();
        }
    }

    /** The next picture, or {@code null} if there is none before more is taken. */
    @Nullable
    HostPicture poll() {
        while (context != null && state != State.ENDED) {
            long start = System.nanoTime();
            int result = context.receive();
            long now = System.nanoTime();
            count(Counter.DECODE_NANOS, now - start);
            if (result >= 0) {
                HostPicture picture = publish(context, now);
                if (picture != null) {
                    return picture;
                }
            } else if (result == AvCodes.END) {
                finishDraining();
            } else if (result == AvCodes.AGAIN) {
                return null;
            } else if (state == State.DRAINING) {
                count(Counter.DECODE_ERRORS, 1);
                finishDraining();
            } else {
                failed(result, false);
            }
        }
        return null;
    }

    private void finishDraining() {
        if (ending) {
            state = State.ENDED;
            return;
        }
        if (reopen) {
            closeContext();
            reopen = false;
        } else if (context != null) {
            context.flush();
            release();
        }
        state = State.FEEDING;
        AccessUnit next = waiting;
        waiting = null;
        if (next != null) {
            feed(next);
        }
    }

    private void feed(AccessUnit unit) {
        try (unit) {
            if (!gate.admits(unit)) {
                count(Counter.GATE_DROPPED, 1);
                return;
            }
            CodecContext open = openContext(unit);
            open.skipLoopFilter(config.skipLoopFilter() && unit.header().disposable());
            long start = System.nanoTime();
            inFlight[(int) (sequence % IN_FLIGHT_MAX)] = unit.header();
            begunNanos[(int) (sequence % IN_FLIGHT_MAX)] = start;
            record(Stage.WAITED, unit.header().arrivalNanos(), start);
            int result = open.send(unit, sequence++);
            count(Counter.DECODE_NANOS, System.nanoTime() - start);
            release();
            if (result < 0) {
                failed(result, unit.header().disposable());
            } else if (keyFramesOnly) {
                gap();
            }
        }
    }

    private CodecContext openContext(AccessUnit unit) {
        CodecContext known = context;
        if (known != null) {
            return known;
        }
        Track video = unit.track();
        SlotProvider provider = config.slots(unit.stream(), video);
        slots = provider;
        known = new CodecContext(
                video, "the video of " + unit.stream(), config.threads(), provider);
        context = known;
        return known;
    }

    /** What FFmpeg refused ends the run up to the next key frame, unless nothing refers to it. */
    private void failed(int result, boolean harmless) {
        SlotProvider provider = slots;
        RuntimeException refusal = provider == null ? null : provider.takeRefusal();
        if (refusal != null) {
            throw refusal;
        }
        if (provider != null && provider.takeMissed()) {
            count(Counter.DECODE_NO_SLOT, 1);
            discard();
            return;
        }
        count(Counter.DECODE_ERRORS, 1);
        if (!harmless) {
            gap();
        }
    }

    /** No slot was free: pictures would come out half drawn, so all that is inside goes. */
    private void discard() {
        gate.close();
        if (context != null) {
            context.flush();
            release();
        }
        if (state == State.DRAINING) {
            finishDraining();
        }
    }

    private @Nullable HostPicture publish(CodecContext open, long nowNanos) {
        AVFrame frame = open.frame();
        SlotProvider provider = slots;
        long number = frame.pts();
        AccessUnitHeader unit = number < 0 || number < sequence - IN_FLIGHT_MAX
                ? null
                : inFlight[(int) (number % IN_FLIGHT_MAX)];
        HeldSlot slot = provider == null ? null : provider.find(reader.data(frame));
        if (unit == null || slot == null) {
            count(Counter.DECODE_ERRORS, 1);
            open.unref();
            return null;
        }
        HostPicture picture = picture(open, unit, slot, reader, nowNanos);
        record(Stage.DECODED, begunNanos[(int) (number % IN_FLIGHT_MAX)], nowNanos);
        open.unref();
        release();
        count(Counter.PICTURES_DECODED, 1);
        if (picture.header().damaged()) {
            count(Counter.DECODE_ERRORS, 1);
            gap();
        }
        return picture;
    }

    /** The picture that a context has just received, as one more owner of its slot. */
    static HostPicture picture(
            CodecContext open,
            AccessUnitHeader unit,
            HeldSlot slot,
            FrameReader reader,
            long decodedNanos) {
        AVFrame frame = open.frame();
        PictureHeader header = new PictureHeader(
                unit.setup().stream(),
                unit.setup().pacing(),
                unit.track().clockRateHz(),
                unit.pts(),
                unit.firstArrivalNanos(),
                unit.arrivalNanos(),
                decodedNanos,
                unit.capturedNanos(),
                unit.origin(),
                FrameReader.type(frame),
                unit.keyFrame(),
                FrameReader.isDamaged(frame));
        int rotation = DecodeConfig.rotation(unit.track());
        return HostPicture.sharing(slot, header, reader.format(frame, slot.address(), rotation));
    }

    private void release() {
        SlotProvider provider = slots;
        if (provider != null) {
            provider.releaseUnreferred();
        }
    }

    void count(Counter counter, long number) {
        StreamCounters known = counters;
        if (known != null) {
            known.add(counter, number);
        }
    }

    private void record(Stage stage, long fromNanos, long toNanos) {
        StreamCounters known = counters;
        if (known != null) {
            known.times().record(stage, fromNanos, toNanos);
        }
    }

    private void closeContext() {
        if (context != null) {
            context.close();
            context = null;
        }
        if (slots != null) {
            slots.close();
            slots = null;
        }
    }

    @Override
    public void close() {
        state = State.ENDED;
        AccessUnit next = waiting;
        waiting = null;
        if (next != null) {
            next.close();
        }
        closeContext();
    }
}
