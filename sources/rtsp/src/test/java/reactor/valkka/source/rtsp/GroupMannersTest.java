package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.Random;

/** How often one of many receivers of a group reports. */
class GroupMannersTest {

    private final Random random = new Random(17);
    private final GroupManners manners = new GroupManners(random::nextDouble);

    private static ByteBuf report(int type, int ssrc) {
        return Unpooled.buffer(8).writeByte(0x80).writeByte(type).writeShort(1).writeInt(ssrc);
    }

    private int reportsIn(int turns, int others) {
        int reports = 0;
        for (int turn = 0; turn < turns; turn++) {
            for (int other = 0; other < others; other++) {
                manners.heard(report(201, other));
            }
            reports += manners.mayReport() ? 1 : 0;
        }
        return reports;
    }

    @Test
    void whoIsAloneReportsEachTime() {
        assertThat(reportsIn(100, 0)).isEqualTo(100);
        assertThat(reportsIn(100, GroupManners.TOGETHER)).isEqualTo(100);
    }

    @Test
    void oneOfManyReportsSoMuchLessOften() {
        reportsIn(1, 80);
        assertThat(reportsIn(1_000, 80)).isBetween(70, 130);
    }

    @Test
    void whoIsNotHeardAnyMoreIsForgotten() {
        reportsIn(24, 800);
        reportsIn(24, 0);
        assertThat(reportsIn(100, 0)).isEqualTo(100);
    }

    @Test
    void whatTheSenderSaysAndWhatIsCutIsNotCounted() {
        for (int ssrc = 0; ssrc < 100; ssrc++) {
            manners.heard(report(200, ssrc));
            manners.heard(report(201, ssrc).writerIndex(7));
        }
        assertThat(reportsIn(10, 0)).isEqualTo(10);
    }
}
