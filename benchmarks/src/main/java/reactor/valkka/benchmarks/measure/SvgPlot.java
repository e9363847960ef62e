package reactor.valkka.benchmarks.measure;

import reactor.valkka.ValkkaException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plot of a few lines through points, both axes from 0 on, as SVG. */
public final class SvgPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 44;
    private static final int BOTTOM = 54;
    private static final int TICKS_MAX = 6;
    private static final List<String> COLOURS =
            List.of("#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df");

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Line> lines = new ArrayList<>();

    /** A line of the plot. */
    private record Line(String name, List<double[]> points) {}

    public SvgPlot(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /** Adds a line; each point is x and y. */
    public SvgPlot line(String name, List<double[]> points) {
        lines.add(new Line(name, List.copyOf(points)));
        return this;
    }

    /** Writes the file. */
    public void write(Path file) {
        try {
            Files.writeString(file, text());
        } catch (IOException e) {
            throw new ValkkaException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private String text() {
        Axis x = Axis.upTo(most(0), LEFT, WIDTH - RIGHT);
        Axis y = Axis.upTo(most(1), HEIGHT - BOTTOM, TOP);
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        label(out, WIDTH / 2.0, TOP / 2.0, "middle", 0, title);
        label(out, WIDTH / 2.0, HEIGHT - 12.0, "middle", 0, xLabel);
        label(out, 16, HEIGHT / 2.0, "middle", -90, yLabel);
        for (double tick : x.ticks()) {
            stroke(out, "#ddd", x.at(tick), y.at(0), x.at(tick), TOP);
            label(out, x.at(tick), HEIGHT - BOTTOM + 18.0, "middle", 0, number(tick));
        }
        for (double tick : y.ticks()) {
            stroke(out, "#ddd", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            label(out, LEFT - 8.0, y.at(tick) + 4, "end", 0, number(tick));
        }
        for (int i = 0; i < lines.size(); i++) {
            draw(out, lines.get(i), COLOURS.get(i % COLOURS.size()), x, y);
            String colour = COLOURS.get(i % COLOURS.size());
            double at = TOP + 18.0 * (i + 1);
            stroke(out, colour, LEFT + 12, at - 4, LEFT + 36, at - 4);
            label(out, LEFT + 44.0, at, "start", 0, lines.get(i).name());
        }
        return out.append("</svg>\n").toString();
    }

    private double most(int axis) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> point[axis])
                .max()
                .orElse(1);
    }

    private static void draw(StringBuilder out, Line line, String colour, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        for (double[] point : line.points()) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point[0]), y.at(point[1])));
            out.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                    x.at(point[0]),
                    y.at(point[1]),
                    colour));
        }
        out.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                path.toString().strip(),
                colour));
    }

    private static void stroke(
            StringBuilder out, String colour, double x1, double y1, double x2, double y2) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                        + " stroke-width=\"1.5\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void label(
            StringBuilder out, double x, double y, String anchor, int turned, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\""
                        + " transform=\"rotate(%d %.1f %.1f)\">%s</text>%n",
                x,
                y,
                anchor,
                turned,
                x,
                y,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    /** Where values stand, from 0 to the first round one that is not below all of them. */
    private record Axis(double most, double step, double from, double to) {

        static Axis upTo(double value, double from, double to) {
            double least = Math.max(value, 1e-9) / TICKS_MAX;
            double power = Math.pow(10, Math.floor(Math.log10(least)));
            double step = power * 10;
            for (int factor : new int[] {5, 2, 1}) {
                step = factor * power >= least ? factor * power : step;
            }
            return new Axis(Math.ceil(value / step) * step, step, from, to);
        }

        double at(double value) {
            return from + (to - from) * value / most;
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            for (int i = 0; i * step <= most * 1.000_1; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }
    }
}
