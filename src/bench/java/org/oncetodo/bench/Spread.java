package org.oncetodo.bench;

import java.util.Arrays;
import java.util.Locale;

/** What the rounds say together: a figure without its spread is none. */
record Spread(double median, double min, double max) {

    static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

    static Spread of(double... values) {
        if (values.length == 0) {
            return NONE;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    boolean isNone() {
        return Double.isNaN(median);
    }

    @Override
    public String toString() {
        return isNone()
                ? "–"
                : min == max ? inShort(median) : "%s (%s..%s)".formatted(inShort(median), inShort(min), inShort(max));
    }

    /** Three digits that count. */
    static String inShort(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
