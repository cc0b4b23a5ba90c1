package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.oncetodo.requests.Requests.preconditions;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    private static final String CURRENT = "\"abc\"";

    /** As a change of the todo does. */
    private static void check(Preconditions preconditions) {
        preconditions.checkIfMatch(CURRENT);
        preconditions.checkIfNoneMatch(CURRENT);
    }

    private static void assertFails(String name, String value) {
        assertThatThrownBy(() -> check(preconditions(name, value))).isInstanceOf(PreconditionFailedException.class);
    }

    private static void assertPasses(String name, String value) {
        assertThatCode(() -> check(preconditions(name, value))).doesNotThrowAnyException();
    }

    @Test
    void withoutConditionsEverythingGoesOn() {
        assertThatCode(() -> check(preconditions())).doesNotThrowAnyException();
        assertThat(preconditions().isKnown(CURRENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"abc\"",
                "*",
                " * ",
                "\"x\", \"abc\"",
                "\"x\",\"abc\",\"y\"",
                ",\"abc\"",
                " , , \"abc\" ,",
                "\"a,b\" , \"abc\"",
                "W/\"x\", \"abc\"",
                "\"\",\"abc\""
            })
    void ifMatchHoldsWhereItNamesTheState(String value) {
        assertPasses("If-Match", value);
        assertPasses("if-match", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"ABC\"", "\"x\"", "\"\"", "W/\"abc\"", "\"abc!\"", "\"x\", \"y\"", "\"\u00e4\"", "\"x\\\""})
    void ifMatchFailsWhereItDoesNotNameTheState(String value) {
        assertFails("If-Match", value);
        assertThatThrownBy(() -> preconditions("If-Match", value).checkIfMatch(CURRENT))
                .isInstanceOf(PreconditionFailedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"abc\"", "*", "\"x\", W/\"abc\""})
    void ifNoneMatchFindsTheStateWeakly(String value) {
        assertThat(preconditions("If-None-Match", value).isKnown(CURRENT)).isTrue();
        assertFails("If-None-Match", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "W/\"x\"", "\"\"", "\"ABC\", \"x\""})
    void ifNoneMatchOfAnotherStateLetsGoOn(String value) {
        assertThat(preconditions("If-None-Match", value).isKnown(CURRENT)).isFalse();
        assertPasses("If-None-Match", value);
    }

    @Test
    void linesOfOneHeaderAreOneList() {
        assertThatCode(() -> check(preconditions("If-Match", "\"x\"", "If-Match", CURRENT)))
                .doesNotThrowAnyException();
        assertThat(preconditions("If-None-Match", "\"x\"", "If-None-Match", CURRENT)
                        .isKnown(CURRENT))
                .isTrue();
    }

    @Test
    void bothConditionsHaveToHold() {
        assertThatThrownBy(() -> check(preconditions("If-Match", CURRENT, "If-None-Match", CURRENT)))
                .isInstanceOf(PreconditionFailedException.class);
        assertThat(preconditions("If-Match", CURRENT, "If-None-Match", CURRENT).isKnown(CURRENT))
                .isTrue();
        assertThatCode(() -> check(preconditions("If-Match", CURRENT, "If-None-Match", "\"x\"")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "abc",
                "'abc'",
                "\"abc",
                "abc\"",
                "\"",
                "\"a b\"",
                "\"a\tb\"",
                "\"a\u007f\"",
                "w/\"abc\"",
                "W/abc",
                "W \"abc\"",
                "W/ \"abc\"",
                "\"abc\" \"x\"",
                "\"abc\"\"x\"",
                "\"abc\";",
                "\"abc\", x",
                "**",
                "*, \"abc\"",
                "\"abc\", *",
                "W/*",
                "\"a\"b\""
            })
    void whatIsNoListOfTagsIsMalformed(String value) {
        for (String header : new String[] {"If-Match", "If-None-Match"}) {
            assertThatThrownBy(() -> preconditions(header, value))
                    .isInstanceOf(InvalidParameterException.class)
                    .hasMessageStartingWith(header + " must be * or a list of entity tags");
        }
    }

    @Test
    void whatIsLongAndWrongIsToldQuickly() {
        for (String list : new String[] {
            "\"" + "a".repeat(8_000),
            ",".repeat(8_000),
            " ".repeat(8_000) + "x",
            "\"a\"" + " ".repeat(8_000) + "x",
            "\"a\",".repeat(2_000) + "x",
            "\"a\" " + ", ".repeat(4_000) + "x"
        }) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(1),
                    () -> assertThatThrownBy(() -> preconditions("If-Match", list))
                            .isInstanceOf(InvalidParameterException.class));
        }
    }
}
