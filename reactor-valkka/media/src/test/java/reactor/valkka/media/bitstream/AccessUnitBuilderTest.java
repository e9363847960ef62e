package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.NalIndex;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;
import reactor.valkka.pool.FrameBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class AccessUnitBuilderTest {

    @ParameterizedTest
    @ValueSource(strings = {"high-b-frames", "baseline", "cropped-full-range", "open-gop"})
    void putsARealStreamTogether(String name) {
        Clip clip = Clip.read(name);
        try (Assembly assembly = new Assembly().play(clip)) {
            assertThat(assembly.setups()).hasSize(1);
            assertThat(assembly.frames.get(0)).isInstanceOf(StreamSetup.class);
            assertThat(assembly.units())
                    .extracting(unit -> new Clip.Packet(unit.pts(), unit.dts(), unit.isKeyFrame()))
                    .isEqualTo(clip.packets());
        }
    }

    @Test
    void aRecoveryPointThatTakesTimeIsNoKeyFrame() {
        try (Assembly assembly = new Assembly().play(Clip.read("intra-refresh"))) {
            assertThat(assembly.units()).filteredOn(AccessUnit::isKeyFrame).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "10, false"})
    void anIntraFieldMakesAKeyFrameOfWhatRefersToItAlone(int firstOfSecond, boolean keyFrame) {
        try (Assembly assembly = new Assembly().play(Clip.read("baseline"))) {
            assembly.drain();
            byte[] recoveryPoint = {6, 6, 1, (byte) 0xC4, (byte) 0x80};
            assembly.builder.nalUnit(ByteBuffer.wrap(recoveryPoint), 0, recoveryPoint.length);
            slice(assembly, 0, 7);
            slice(assembly, firstOfSecond, 5);
            assembly.finish(1_000_000);
            assertThat(assembly.units().get(0).isKeyFrame()).isEqualTo(keyFrame);
        }
    }

    private static void slice(Assembly assembly, int firstMacroblock, int type) {
        byte[] slice = new BitWriter()
                .header(0x41)
                .ue(firstMacroblock)
                .ue(type)
                .ue(0)
                .bits(0x5555, 16)
                .toBytes();
        assembly.builder.nalUnit(ByteBuffer.wrap(slice), 0, slice.length);
    }

    @Test
    void parameterSetsAndDelimitersAreNotInTheUnit() {
        try (Assembly assembly = new Assembly().play(Clip.read("high-b-frames"))) {
            for (AccessUnit unit : assembly.units()) {
                NalIndex nals = unit.nals();
                int bytes = 0;
                for (int i = 0; i < nals.count(); i++) {
                    assertThat(nals.h264Type(i)).isIn(1, 5, 6);
                    bytes += 4 + nals.length(i);
                }
                assertThat(bytes).isEqualTo(unit.size());
            }
        }
    }

    @Test
    void disposableUnitsAreThoseThatNobodyRefersTo() {
        try (Assembly assembly = new Assembly().play(Clip.read("high-b-frames"))) {
            assertThat(assembly.units())
                    .filteredOn(unit -> unit.header().disposable())
                    .hasSizeBetween(15, 30);
        }
    }

    @Test
    void aRunInsideOneNalUnitIsParted() {
        Clip clip = Clip.read("baseline");
        try (Assembly assembly = new Assembly();
                Assembly expected = new Assembly().play(clip)) {
            List<ByteBuffer> units = clip.units();
            for (int i = 0; i < units.size(); i++) {
                assembly.builder.nalUnit(units.get(i), 0, units.get(i).limit());
                assembly.finish(clip.packets().get(i).pts());
            }
            assertThat(contents(assembly)).isEqualTo(contents(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "100"})
    void piecesMakeTheSameUnitAsTheWhole(int pieceBytes) {
        Clip clip = Clip.read("baseline");
        try (Assembly assembly = new Assembly();
                Assembly expected = new Assembly().play(clip)) {
            List<ByteBuffer> units = clip.units();
            for (int i = 0; i < units.size(); i++) {
                NalUnits.forEachAnnexB(units.get(i), 0, units.get(i).limit(), (data, from, to) -> {
                    assembly.builder.beginNalUnit(data.get(from));
                    for (int at = from + 1; at < to; at += pieceBytes) {
                        assembly.builder.append(data, at, Math.min(at + pieceBytes, to));
                    }
                    assembly.builder.endNalUnit();
                });
                assembly.finish(clip.packets().get(i).pts());
            }
            assertThat(contents(assembly)).isEqualTo(contents(expected));
        }
    }

    @Test
    void withoutASlotItDropsUpToTheNextKeyFrame() {
        Clip clip = Clip.read("baseline");
        List<ByteBuffer> units = clip.units();
        try (Assembly assembly = new Assembly(64 << 10)) {
            List<FrameBuffer> taken = new ArrayList<>();
            for (int i = 0; i < units.size(); i++) {
                if (i == 10) {
                    takeAll(assembly, taken);
                } else if (i == 13) {
                    taken.forEach(FrameBuffer::close);
                }
                assembly.builder.annexB(units.get(i), 0, units.get(i).limit());
                assembly.finish(clip.packets().get(i).pts());
                assembly.frames.forEach(EncodedFrame::close);
            }
            assertThat(assembly.units()).hasSize(10 + 25);
            assertThat(assembly.units().get(10).isKeyFrame()).isTrue();
            assertThat(assembly.units().get(10).header().lostPackets()).isZero();
            assertThat(assembly.count(Counter.POOL_EXHAUSTED)).isEqualTo(1);
            assertThat(assembly.count(Counter.GATE_DROPPED)).isEqualTo(14);
        }
    }

    private static void takeAll(Assembly assembly, List<FrameBuffer> taken) {
        for (int size = 1 << 20; size >= 64; size /= 2) {
            FrameBuffer buffer;
            while (size <= assembly.share().pool().contentBytesMax()
                    && (buffer = assembly.share().tryAcquire(size)) != null) {
                taken.add(buffer);
            }
        }
    }

    @Test
    void unitsBeforeTheFirstSetupAreDropped() {
        Clip clip = Clip.read("baseline");
        try (Assembly assembly = new Assembly()) {
            ByteBuffer second = clip.units().get(1);
            assembly.builder.annexB(second, 0, second.limit());
            assembly.finish(0);
            assertThat(assembly.frames).isEmpty();
            assertThat(assembly.count(Counter.GATE_DROPPED)).isEqualTo(1);
        }
    }

    @Test
    void announcesAnotherSetupBeforeTheUnitThatItGoverns() {
        try (Assembly assembly = new Assembly().play(Clip.read("baseline"))) {
            int before = assembly.frames.size();
            assembly.builder.discontinuity();
            assembly.play(Clip.read("cropped-full-range"));
            assertThat(assembly.setups()).hasSize(2);
            assertThat(assembly.frames.get(before)).isInstanceOf(StreamSetup.class);
            assertThat(assembly.setups().get(1).discontinuity()).isTrue();
            AccessUnit next = (AccessUnit) assembly.frames.get(before + 1);
            assertThat(next.setup()).isSameAs(assembly.setups().get(1));
        }
    }

    @Test
    void aCutNalUnitIsThrownAwayAndTheRestFlagged() {
        Clip clip = Clip.read("baseline");
        try (Assembly assembly = new Assembly().play(clip)) {
            assembly.drain();
            AccessUnitBuilder builder = assembly.builder;
            builder.nalUnit(NalUnitsTest.bytes("41e2"), 0, 2);
            builder.beginNalUnit(0x41);
            builder.append(NalUnitsTest.bytes("010203"), 0, 3);
            builder.abandonNalUnit();
            builder.lostInside(3);
            assembly.finish(1_000_000);
            AccessUnit unit = assembly.units().get(0);
            assertThat(unit.header().lostPackets()).isEqualTo(3);
            assertThat(unit.afterLoss()).isTrue();
            assertThat(unit.nals().count()).isEqualTo(1);
            assertThat(assembly.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Property(tries = 100)
    void anyBytesMakeUnitsOrNothing(@ForAll long seed) {
        Random random = new Random(seed);
        Clip clip = Clip.read("baseline");
        try (Assembly assembly = new Assembly()) {
            for (ByteBuffer unit : clip.units()) {
                byte[] data = new byte[unit.limit()];
                unit.get(0, data);
                for (int k = random.nextInt(4); k > 0; k--) {
                    data[random.nextInt(data.length)] = (byte) random.nextInt(4);
                }
                assembly.builder.annexB(ByteBuffer.wrap(data), 0, data.length);
                assembly.finish(random.nextInt(1 << 20));
            }
            for (AccessUnit unit : assembly.units()) {
                assertThat(unit.nals().count()).isPositive();
                assertThat(unit.dts()).isLessThanOrEqualTo(unit.pts());
            }
        }
    }

    private static List<ByteBuffer> contents(Assembly assembly) {
        return assembly.units().stream().map(AccessUnit::bytes).toList();
    }
}
