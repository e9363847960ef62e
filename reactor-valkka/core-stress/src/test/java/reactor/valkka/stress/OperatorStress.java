package reactor.valkka.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.Overflow;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Gate;
import reactor.valkka.operator.Hop;
import reactor.valkka.pool.PoolShare;

/** A source's thread against its consumer's. */
public class OperatorStress {

    @JCStressTest
    @Outcome(id = "right", expect = ACCEPTABLE, desc = "Every unit was delivered or closed.")
    @Outcome(expect = FORBIDDEN, desc = "A unit was lost, doubled or out of order.")
    @State
    public static class HopCancelAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Taker taker = new Taker(Long.MAX_VALUE);
        private final AccessUnit first = StressFrames.key(share, 1);
        private final AccessUnit second = StressFrames.dependent(share, 2);

        public HopCancelAndEmit() {
            source.<EncodedFrame>transform(Hop.on(Schedulers.immediate(), 2)).subscribe(taker);
        }

        @Actor
        public void producer() {
            source.emit(first);
            source.emit(second);
        }

        @Actor
        public void consumer() {
            taker.cancel();
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = Taker.verdict(share.usedBytes(), taker);
        }
    }

    @JCStressTest
    @Outcome(id = "2, right", expect = ACCEPTABLE, desc = "Both came, in order.")
    @Outcome(expect = FORBIDDEN, desc = "A unit was lost, doubled or out of order.")
    @State
    public static class HopRequestAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Taker taker = new Taker(1);

        public HopRequestAndEmit() {
            source.<EncodedFrame>transform(Hop.on(Schedulers.immediate(), 2)).subscribe(taker);
        }

        @Actor
        public void producer() {
            source.emit(StressFrames.key(share, 1));
        }

        @Actor
        public void consumer() {
            taker.request(1);
        }

        @Arbiter
        public void after(IL_Result result) {
            source.emit(StressFrames.dependent(share, 2));
            result.r1 = taker.units;
            result.r2 = Taker.verdict(share.usedBytes(), taker);
        }
    }

    @JCStressTest
    @Outcome(id = "2, right", expect = ACCEPTABLE, desc = "Both came, in order.")
    @Outcome(expect = FORBIDDEN, desc = "A unit was lost, doubled or out of order.")
    @State
    public static class ForkRequestAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Taker taker = new Taker(1);

        public ForkRequestAndEmit() {
            Fork.<EncodedFrame>of(source)
                    .branch("b", Overflow.skipToKeyFrame(4))
                    .subscribe(taker);
            source.emit(StressFrames.SETUP);
        }

        @Actor
        public void producer() {
            source.emit(StressFrames.key(share, 1));
            source.emit(StressFrames.dependent(share, 2));
        }

        @Actor
        public void consumer() {
            taker.request(1);
            taker.request(1);
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = taker.units;
            taker.cancel();
            result.r2 = Taker.verdict(share.usedBytes(), taker);
        }
    }

    @JCStressTest
    @Outcome(id = "right", expect = ACCEPTABLE, desc = "Every unit was delivered or closed.")
    @Outcome(expect = FORBIDDEN, desc = "A unit was lost, doubled or out of order.")
    @State
    public static class ForkCancelAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Taker taker = new Taker(2);

        public ForkCancelAndEmit() {
            Fork.<EncodedFrame>of(source)
                    .branch("b", Overflow.skipToKeyFrame(4))
                    .subscribe(taker);
            source.emit(StressFrames.SETUP);
        }

        @Actor
        public void producer() {
            source.emit(StressFrames.key(share, 1));
            source.emit(StressFrames.dependent(share, 2));
        }

        @Actor
        public void consumer() {
            taker.cancel();
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = Taker.verdict(share.usedBytes(), taker);
        }
    }

    @JCStressTest
    @Outcome(id = "right", expect = ACCEPTABLE, desc = "Every unit was delivered or closed.")
    @Outcome(expect = FORBIDDEN, desc = "A unit was lost, doubled or out of order.")
    @State
    public static class ForkCancelAndRequest {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Taker taker = new Taker(1);

        public ForkCancelAndRequest() {
            Fork.<EncodedFrame>of(source)
                    .branch("b", Overflow.skipToKeyFrame(4))
                    .subscribe(taker);
            source.emit(StressFrames.SETUP);
            source.emit(StressFrames.key(share, 1));
            source.emit(StressFrames.dependent(share, 2));
        }

        @Actor
        public void asks() {
            taker.request(1);
            taker.request(1);
        }

        @Actor
        public void leaves() {
            taker.cancel();
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = Taker.verdict(share.usedBytes(), taker);
        }
    }

    @JCStressTest
    @Outcome(id = "3, right", expect = ACCEPTABLE, desc = "The first branch saw everything.")
    @Outcome(expect = FORBIDDEN, desc = "A branch that came or went was felt by another.")
    @State
    public static class ForkSubscribeAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Taker early = new Taker(Long.MAX_VALUE);
        private final Taker late = new Taker(Long.MAX_VALUE);
        private final Flux<EncodedFrame> lateBranch;

        public ForkSubscribeAndEmit() {
            Fork<EncodedFrame> fork = Fork.of(source);
            lateBranch = fork.branch("late", Overflow.skipToKeyFrame(4));
            fork.branch("early", Overflow.fail(4)).subscribe(early);
            source.emit(StressFrames.SETUP);
        }

        @Actor
        public void producer() {
            source.emit(StressFrames.key(share, 1));
            source.emit(StressFrames.dependent(share, 2));
            source.emit(StressFrames.dependent(share, 3));
        }

        @Actor
        public void consumer() {
            lateBranch.subscribe(late);
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = early.units;
            early.cancel();
            late.cancel();
            result.r2 = Taker.verdict(share.usedBytes(), early, late);
        }
    }

    @JCStressTest
    @Outcome(id = "[012], right", expect = ACCEPTABLE, desc = "A whole run, or none of it.")
    @Outcome(expect = FORBIDDEN, desc = "A unit passed without its key frame, or was lost.")
    @State
    public static class GateOpenAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Gate gate = Gate.closed();
        private final Taker taker = new Taker(Long.MAX_VALUE);

        public GateOpenAndEmit() {
            source.<EncodedFrame>transform(gate::pass).subscribe(taker);
            source.emit(StressFrames.SETUP);
        }

        @Actor
        public void producer() {
            source.emit(StressFrames.key(share, 1));
            source.emit(StressFrames.dependent(share, 2));
        }

        @Actor
        public void operator() {
            gate.open();
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = taker.units;
            taker.cancel();
            result.r2 = Taker.verdict(share.usedBytes(), taker);
        }
    }

    @JCStressTest
    @Outcome(id = "[012], right", expect = ACCEPTABLE, desc = "What came before it was closed.")
    @Outcome(expect = FORBIDDEN, desc = "A unit passed without its key frame, or was lost.")
    @State
    public static class GateCloseAndEmit {
        private final PoolShare share = StressFrames.share();
        private final Emitter source = new Emitter();
        private final Gate gate = Gate.opened();
        private final Taker taker = new Taker(Long.MAX_VALUE);

        public GateCloseAndEmit() {
            source.<EncodedFrame>transform(gate::pass).subscribe(taker);
            source.emit(StressFrames.SETUP);
        }

        @Actor
        public void producer() {
            source.emit(StressFrames.key(share, 1));
            source.emit(StressFrames.dependent(share, 2));
        }

        @Actor
        public void operator() {
            gate.close();
        }

        @Arbiter
        public void after(IL_Result result) {
            result.r1 = taker.units;
            taker.cancel();
            result.r2 = Taker.verdict(share.usedBytes(), taker);
        }
    }
}
