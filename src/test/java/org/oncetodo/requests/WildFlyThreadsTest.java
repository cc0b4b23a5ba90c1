package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.MapConfig;

class WildFlyThreadsTest {

    @Test
    void payaraIsToldOfAsManyAsWildFlyIsGiven() throws IOException {
        assertThat(Files.readString(Path.of("deploy/payara-boot.txt")))
                .contains(
                        "http-thread-pool.max-thread-pool-size=" + WildFlyThreads.number(MapConfig.settings()) + "\n");
    }
}
