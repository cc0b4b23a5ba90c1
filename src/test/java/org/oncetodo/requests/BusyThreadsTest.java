package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusyThreadsTest {

    private final BusyThreads threads = new BusyThreads();

    private void take(int number) {
        for (int i = 0; i < number; i++) {
            threads.take();
        }
    }

    private void giveBack(int number) {
        for (int i = 0; i < number; i++) {
            threads.giveBack();
        }
    }

    @Test
    void nobodyWaitsBeforeMoreHaveBeenSeen() {
        take(100);

        assertThat(threads.mayWait()).isFalse();
    }

    @Test
    void oneOfAsManyAsWereSeenAtOnceIsLeftForOthers() {
        take(100);
        giveBack(100);

        take(99);
        assertThat(threads.mayWait()).isTrue();

        threads.take();
        assertThat(threads.mayWait()).isFalse();
    }
}
