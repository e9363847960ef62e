package reactor.valkka.examples;

import org.jspecify.annotations.Nullable;

import reactor.valkka.doctor.CameraDoctor;
import reactor.valkka.doctor.CameraReport;
import reactor.valkka.doctor.Finding;
import reactor.valkka.doctor.Severity;

import java.time.Duration;

/**
 * Examines a camera before it is put to use, and says what needs care.
 *
 * <pre>{@code
 * WARNING a key frame every 10.0 s: Set the key frame interval (I-frame interval, GOP) to …
 * }</pre>
 */
public final class ExamineACamera {
    private ExamineACamera() {}

    /** Takes an {@code rtsp://} address, a user and a password. */
    public static void main(String[] arguments) {
        CameraReport report = examine(arguments[0], arguments[1], arguments[2]);
        if (report != null) {
            print(report);
        }
    }

    static @Nullable CameraReport examine(String address, String user, String password) {
        // 1. Nothing happens before somebody subscribes; block() is for the end of a program only.
        CameraReport report = CameraDoctor.of(address)
                .credentials(user, password)
                .watch(Duration.ofSeconds(30))
                .examine()
                .block();
        return report;
    }

    private static void print(CameraReport report) {
        // 2. Findings are typed: a program may decide by their symptoms.
        for (Finding finding : report.findings()) {
            if (finding.severity() != Severity.NOTE) {
                System.out.println(
                        finding.severity() + " " + finding.seen() + ": " + finding.advice());
            }
        }
    }
}
