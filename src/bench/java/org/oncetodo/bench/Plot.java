package org.oncetodo.bench;

import java.util.List;
import java.util.Locale;

/** A bar for each contestant's median, with a whisker from its slowest round to its fastest. */
final class Plot {

    private static final int ROW = 26;
    private static final int LEFT = 190;
    private static final int WIDTH = 480;
    private static final int TOP = 34;
    private static final List<String> CONTESTANTS =
            List.of("FastAPI", "Spring Boot", Bench.WILDFLY, Bench.PAYARA, PgBench.NAME);
    private static final List<Operation> OPERATIONS =
            List.of(Operation.KEYED_CREATE, Operation.PLAIN_CREATE, Operation.REPLAY);

    private Plot() {}

    static String of(Figures figures) {
        double most = OPERATIONS.stream()
                .flatMap(operation -> CONTESTANTS.stream().map(name -> speed(figures, name, operation)))
                .filter(spread -> !spread.isNone())
                .mapToDouble(Spread::max)
                .max()
                .orElse(1);
        StringBuilder bars = new StringBuilder();
        int y = TOP;
        for (Operation operation : OPERATIONS) {
            bars.append(text(0, y + 12, "bold", operation.toString()));
            for (String name : CONTESTANTS) {
                Spread spread = speed(figures, name, operation);
                if (!spread.isNone()) {
                    bars.append(bar(y, name, spread, WIDTH / most));
                    y += ROW;
                }
            }
            y += ROW / 2;
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 %d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                %s%s</svg>
                """.formatted(
                        y,
                        text(
                                0,
                                18,
                                "normal",
                                "requests a second at 16 connections: median, and from the slowest round to the fastest"),
                        bars);
    }

    private static Spread speed(Figures figures, String name, Operation operation) {
        return figures.spread(name, operation.toString(), Quantity.SPEED);
    }

    private static String bar(int y, String name, Spread spread, double scale) {
        boolean ours = name.equals(Bench.PAYARA) || name.equals(Bench.WILDFLY);
        int middle = y + 8;
        return text(100, y + 12, "normal", name)
                + String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>%n"
                                + "<path d=\"M%.1f %d H%.1f\" stroke=\"black\"/>%n",
                        LEFT,
                        y,
                        spread.median() * scale,
                        ours ? "#2b7bba" : "#b9c4cc",
                        LEFT + spread.min() * scale,
                        middle,
                        LEFT + spread.max() * scale)
                + text((int) (LEFT + spread.max() * scale) + 6, y + 12, "normal", Spread.inShort(spread.median()));
    }

    private static String text(int x, int y, String weight, String text) {
        return "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n".formatted(x, y, weight, text);
    }
}
