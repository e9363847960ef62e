package reactor.valkka.source.rtsp;

import reactor.valkka.test.Peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program in a network namespace of its own, joined to ours by a pair of virtual cables: as if it
 * ran on another machine. Ends, cables and all, with the program.
 *
 * <p>Programs that bind the port of a group for themselves, as GStreamer's RTSP server does, cannot
 * be on the same machine as those who receive the group.
 */
final class PrivateNetwork {

    /** Where the program is; from the addresses that are reserved for documentation. */
    static final String THERE = "198.51.100.2";

    /** The network that leads there, in there. */
    static final String THERE_NAME = "valkka0";

    private static final String HERE = "198.51.100.1";
    private static final Duration SOON = Duration.ofSeconds(20);

    private PrivateNetwork() {}

    /** Starts a program there; it runs when the cables are plugged in. */
    static ForeignCamera start(List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                Peers.require("unshare", "util-linux").toString(),
                "--net",
                "sh",
                "-c",
                "echo ready; read go; exec \"$@\"",
                "sh"));
        command.addAll(program);
        ForeignCamera started = new ForeignCamera(command);
        try {
            if (!"ready".equals(started.lineOrNone())) {
                throw missing("unshare --net was refused");
            }
            plugIn(started.pid());
            started.say("go");
            return started;
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    private static void plugIn(long pid) {
        String ip = Peers.require("ip", "iproute2").toString();
        String here = "valkka" + ThreadLocalRandom.current().nextInt(1_000_000);
        List<String> there = List.of(
                Peers.require("nsenter", "util-linux").toString(),
                "--net=/proc/" + pid + "/ns/net",
                ip);
        run(
                List.of(ip),
                "link add " + here + " type veth peer name " + THERE_NAME + " netns " + pid);
        run(List.of(ip), "addr add " + HERE + "/30 dev " + here);
        run(List.of(ip), "link set " + here + " up");
        run(there, "addr add " + THERE + "/30 dev " + THERE_NAME);
        run(there, "link set " + THERE_NAME + " up");
    }

    private static void run(List<String> program, String words) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(words.split(" ", -1)));
        Peers.Output output = Peers.run(SOON, command);
        if (output.status() != 0) {
            throw missing("'ip " + words + "' failed: " + output.text().strip());
        }
    }

    private static RuntimeException missing(String what) {
        return Peers.missing(
                "no network namespace of our own (wants root and the kernel's veth): " + what);
    }
}
