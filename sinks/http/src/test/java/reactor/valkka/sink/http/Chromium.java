package reactor.valkka.sink.http;

import static org.awaitility.Awaitility.await;

import reactor.netty.http.client.HttpClient;
import reactor.valkka.test.Peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with a profile of its own, driven over the DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern SOCKET =
            Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"([^\"]+)\"");

    private final Path profile;
    private final Process process;
    private final int port;
    private final List<ChromiumTab> tabs = new ArrayList<>();

    Chromium() {
        String program = Peers.require("chromium", "chromium").toString();
        try {
            profile = Files.createTempDirectory("chromium");
            process = new ProcessBuilder(
                            program,
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--disable-dev-shm-usage",
                            "--mute-audio",
                            "--window-size=1280,800",
                            "--autoplay-policy=no-user-gesture-required",
                            "--remote-debugging-port=0",
                            "--remote-allow-origins=*",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(profile.resolve("output.txt").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = awaitPort();
    }

    private int awaitPort() {
        Path file = profile.resolve("DevToolsActivePort");
        await().atMost(TIMEOUT).until(() -> Files.exists(file) && Files.size(file) > 0);
        try {
            return Integer.parseInt(Files.readAllLines(file).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a page. */
    ChromiumTab open(String address) {
        String target = URLEncoder.encode(address, StandardCharsets.UTF_8);
        String answer = Objects.requireNonNull(HttpClient.create()
                .put()
                .uri("http://127.0.0.1:" + port + "/json/new?" + target)
                .responseSingle((response, body) -> body.asString())
                .block(TIMEOUT));
        Matcher socket = SOCKET.matcher(answer);
        if (!socket.find()) {
            throw new IllegalStateException("Chromium opened no page: " + answer);
        }
        ChromiumTab tab = new ChromiumTab(socket.group(1));
        tabs.add(tab);
        return tab;
    }

    @Override
    public void close() {
        tabs.forEach(ChromiumTab::close);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            deleteProfile();
            return !Files.exists(profile);
        });
    }

    private void deleteProfile() throws IOException {
        try (Stream<Path> all = Files.walk(profile)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
