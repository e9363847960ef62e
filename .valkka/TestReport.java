import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums the test reports below a folder: prints what failed and what was skipped, and writes
 * "passed failed skipped" to a file. Run as a source file: {@code java TestReport.java ROOT TOTALS}.
 */
final class TestReport {

    private enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    private record Outcome(Result result, String test, String message) {}

    private final List<Outcome> outcomes = new ArrayList<>();

    public static void main(String[] arguments) throws IOException, XMLStreamException {
        TestReport report = new TestReport();
        for (Path file : reports(Path.of(arguments[0]))) {
            report.read(file);
        }
        report.print(Result.SKIPPED, "SKIPPED");
        report.print(Result.FAILED, "FAILED");
        Files.writeString(
                Path.of(arguments[1]),
                "%d %d %d%n"
                        .formatted(
                                report.count(Result.PASSED),
                                report.count(Result.FAILED),
                                report.count(Result.SKIPPED)));
        System.exit(report.count(Result.FAILED) == 0 ? 0 : 1);
    }

    private static List<Path> reports(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root, 6)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .filter(file -> file.getParent().endsWith("target/surefire-reports"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private void read(Path file) throws IOException, XMLStreamException {
        try (var in = Files.newInputStream(file)) {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    outcomes.add(readCase(xml));
                }
            }
        }
    }

    private static Outcome readCase(XMLStreamReader xml) throws XMLStreamException {
        String test = attribute(xml, "classname") + "." + attribute(xml, "name");
        Result result = Result.PASSED;
        String message = "";
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase")) {
                return new Outcome(result, test, message);
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "failure", "error" -> {
                    result = Result.FAILED;
                    message = (attribute(xml, "type") + ": " + attribute(xml, "message"))
                            .replaceFirst(": $", "");
                }
                case "skipped" -> {
                    result = Result.SKIPPED;
                    message = attribute(xml, "message");
                }
                default -> {
                    // output and stack traces stay in the file
                }
            }
        }
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private long count(Result result) {
        return outcomes.stream().filter(outcome -> outcome.result() == result).count();
    }

    private void print(Result result, String title) {
        for (Outcome outcome : outcomes) {
            if (outcome.result() == result) {
                System.out.println(title + "  " + outcome.test());
                outcome.message().lines().limit(6).forEach(line -> System.out.println("    " + line));
            }
        }
    }
}
