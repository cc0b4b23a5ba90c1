package org.oncetodo.bench;

import java.util.ArrayList;
import java.util.List;

/** All that was measured, as it was measured. */
final class Figures {

    /** One figure of one round, counted from 1. */
    record Figure(String contestant, String what, Quantity quantity, int round, double value) {}

    private final List<Figure> all = new ArrayList<>();

    void add(String contestant, String what, Quantity quantity, int round, double value) {
        all.add(new Figure(contestant, what, quantity, round, value));
    }

    List<Figure> all() {
        return List.copyOf(all);
    }

    /** In the order of the rounds; none where that was not measured. */
    double[] rounds(String contestant, String what, Quantity quantity) {
        return all.stream()
                .filter(figure -> figure.contestant().equals(contestant)
                        && figure.what().equals(what)
                        && figure.quantity() == quantity)
                .mapToDouble(Figure::value)
                .toArray();
    }

    Spread spread(String contestant, String what, Quantity quantity) {
        return Spread.of(rounds(contestant, what, quantity));
    }

    double sum(Quantity quantity) {
        return all.stream()
                .filter(figure -> figure.quantity() == quantity)
                .mapToDouble(Figure::value)
                .sum();
    }

    /** Round by round, since what disturbs a round disturbs both; none where one of them was not measured. */
    static Spread ratio(double[] some, double[] others) {
        double[] ratios = new double[Math.min(some.length, others.length)];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = some[round] / others[round];
        }
        return Spread.of(ratios);
    }
}
