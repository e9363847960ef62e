package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.test.Peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The way to a reader may take smaller packets than a server sends, as tunnels do. */
class SmallMtuTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int UNITS = 100;

    /** Until the kernel has refused, and been asked whose datagrams it refuses. */
    private static final int REFUSED_AT_FIRST = 50;

    /**
     * Packets of 1400 bytes of payload do not fit, and runs of them are refused: the kernel does
     * not cut twice. One by one they go, cut by IP.
     */
    @Test
    void whereTheKernelRefusesRunsOfPacketsTheyGoOneByOne() {
        List<Integer> numbers = inNetworkOf(1_400, UnitCamera.GROUP);

        assertThat(numbers).hasSize(UNITS);
        for (int i = REFUSED_AT_FIRST; i < UNITS; i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
        }
    }

    @Test
    void whereThereIsRoomEveryUnitComesFromTheFirstOn() {
        List<Integer> numbers = inNetworkOf(1_500, UnitCamera.LONG_GROUP);

        assertThat(numbers).hasSize(UNITS);
        for (int i = 1; i < UNITS; i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(0) + i);
        }
    }

    /** In a network of its own; needs to be root in there only. */
    private static List<Integer> inNetworkOf(int mtu, int group) {
        Peers.require("ip", "iproute2");
        List<String> command = new ArrayList<>();
        command.add(Peers.require("unshare", "util-linux").toString());
        command.addAll(List.of("--user", "--map-root-user", "--net", "sh", "-c"));
        command.add("ip link set lo mtu " + mtu + " up && echo ready && exec \"$@\"");
        command.addAll(List.of("sh", Path.of(System.getProperty("java.home"), "bin", "java") + ""));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(SmallMtuRun.class.getName(), UNITS + "", group + ""));
        Peers.Output output = Peers.run(SOON, command);
        if (output.text().lines().noneMatch("ready"::equals)) {
            throw Peers.missing(
                    "no network namespace for users: " + output.text().strip());
        }
        assertThat(output.status()).as(output.text()).isZero();
        return output.text()
                .lines()
                .filter(line -> line.startsWith("unit "))
                .map(line -> Integer.parseInt(line.substring("unit ".length())))
                .toList();
    }
}
