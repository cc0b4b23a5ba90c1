package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every key survives its spelling, and every header is either a key or refused as none. */
class IdempotencyKeyPropertiesTest {

    @Provide
    static Arbitrary<String> values() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars(' ', '"', '\\', ',', ';')
                .ofMinLength(1)
                .ofMaxLength(255)
                .map(value -> value.replaceAll(" +", " "));
    }

    @Provide
    static Arbitrary<String> parameters() {
        Arbitrary<String> bareItems = Arbitraries.oneOf(
                Arbitraries.of("", "=?0", "=\"\"", "=tok/en:1", "=%\"%c3%bc\"", "=:YQ==:"),
                Arbitraries.longs()
                        .between(-999_999_999_999_999L, 999_999_999_999_999L)
                        .map(n -> "=" + n),
                Arbitraries.longs()
                        .between(-999_999_999_999_999L, 999_999_999_999_999L)
                        .map(n -> "=@" + n),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-999_999_999_999L), BigDecimal.valueOf(999_999_999_999L))
                        .ofScale(3)
                        .map(n -> "=" + n.toPlainString()),
                values().map(value -> "=" + new IdempotencyKey(value).canonical()));
        return bareItems.map(item -> ";p" + item).list().ofMaxSize(4).map(list -> String.join("", list));
    }

    @Provide
    static Arbitrary<String> headers() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings().withChars("\"\\;=:,?@%*a1. \t\u00e4").ofMaxLength(20),
                Arbitraries.strings()
                        .withChars("\"\\;=:,?@%*a1. ")
                        .ofMaxLength(20)
                        .map(rest -> "\"a\"" + rest));
    }

    @Property(tries = 500)
    void everyKeySurvivesItsCanonicalSpelling(@ForAll("values") String value, @ForAll("parameters") String parameters) {
        IdempotencyKey key = new IdempotencyKey(value);

        assertThat(IdempotencyKey.parse(key.canonical())).isEqualTo(key);
        assertThat(IdempotencyKey.parse(key.canonical() + parameters)).isEqualTo(key);
    }

    @Property(tries = 500)
    void everyBareKeyIsItself(@ForAll("values") String value) {
        String bare = value.replaceAll("[ \",;]", "_");

        assertThat(IdempotencyKey.parse(bare).value()).isEqualTo(bare);
    }

    @Property(tries = 500)
    void twoKeysAreSpelledAlikeExactlyWhereTheyAreOne(@ForAll("values") String one, @ForAll("values") String other) {
        assertThat(new IdempotencyKey(one).canonical().equals(new IdempotencyKey(other).canonical()))
                .isEqualTo(one.equals(other));
    }

    @Property(tries = 2_000)
    void everyHeaderIsAKeyOrRefused(@ForAll("headers") String header) {
        parsed(header).ifPresent(key -> {
            assertThat(key.value()).matches("[ -~]{1,255}");
            assertThat(parsed(key.canonical())).contains(key);
        });
    }

    private static Optional<IdempotencyKey> parsed(String header) {
        try {
            return Optional.of(IdempotencyKey.parse(header));
        } catch (IdempotencyKeyInvalidException e) {
            return Optional.empty();
        }
    }
}
