package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.oncetodo.callers.Owner;

/** Of which keys a node knows that it need not look for them. */
class SeenKeysTest {

    private static final Owner ANN = new Owner("ann");
    private static final Owner BOB = new Owner("bob");

    private final SeenKeys seen = new SeenKeys();

    private boolean add(Owner owner, String key) {
        return seen.add(new KeyRecord.Id(owner, IdempotencyKey.parse(key)));
    }

    @Test
    void aKeyIsSeenFromItsSecondTimeOn() {
        assertThat(add(ANN, "a")).isFalse();
        assertThat(add(ANN, "a")).isTrue();
        assertThat(add(ANN, "a")).isTrue();
    }

    @Test
    void anotherCallersSameKeyIsAnotherKey() {
        add(ANN, "a");

        assertThat(add(BOB, "a")).isFalse();
    }

    @Test
    void ofTheNewestThousandsOfKeysHardlyAnyIsForgotten() {
        IntStream.range(0, 10_000).forEach(number -> add(ANN, "key-" + number));

        long remembered = IntStream.range(0, 10_000)
                .filter(number -> add(ANN, "key-" + number))
                .count();
        assertThat(remembered).isGreaterThan(9_800);
    }
}
