package org.oncetodo.callers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallerTest {

    @Test
    void whereNobodyIsAskedEverybodyIsOneOwner() {
        assertThat(new Caller().owner()).isEqualTo(new Caller().owner()).isEqualTo(new Owner("anyone"));
    }
}
