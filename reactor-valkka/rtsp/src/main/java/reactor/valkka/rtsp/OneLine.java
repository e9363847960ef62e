package reactor.valkka.rtsp;

/** What a camera says as one short line of a log, whatever it holds. */
final class OneLine {

    private static final int CHARS_MAX = 500;

    private OneLine() {}

    static String of(String said) {
        String line = said.codePoints()
                .limit(CHARS_MAX)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < said.length() ? line + " ..." : line;
    }
}
