package org.oncetodo.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void theTimeIsTheSystemsInUtc() {
        assertThat(new Environment().clock()).isEqualTo(Clock.systemUTC());
    }
}
