package org.oncetodo.idempotency;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.json.Json;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;
import org.oncetodo.requests.Requests;

class IdempotencyKeyTest {

    /** As far as it is allowed in a bare key. */
    private static final String VISIBLE = IntStream.rangeClosed(0x21, 0x7E)
            .filter(c -> c != '"' && c != ',' && c != ';')
            .mapToObj(Character::toString)
            .collect(joining());

    private static String value(String header) {
        return IdempotencyKey.parse(header).value();
    }

    private static void assertInvalid(String header) {
        assertThatThrownBy(() -> IdempotencyKey.parse(header))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_INVALID);
                    assertThat(problem)
                            .hasMessageEndingWith("Send 1 to 255 visible ASCII characters, as \"abc-123\" or abc-123.");
                });
    }

    @Test
    void quotedAndBareSpellingAreOneKey() {
        assertThat(IdempotencyKey.parse("\"abc-123-xyz\"")).isEqualTo(IdempotencyKey.parse("abc-123-xyz"));
        assertThat(IdempotencyKey.parse(VISIBLE))
                .isEqualTo(IdempotencyKey.parse('"' + VISIBLE.replace("\\", "\\\\") + '"'));
        assertThat(value(VISIBLE)).isEqualTo(VISIBLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A",
                "0",
                "8e03978e-40d5-43dd-bc93-6894a57f9324",
                "a=b",
                "a:b",
                "'a'",
                "\\",
                "?1",
                "@1",
                ":YQ==:",
                "-",
                "*"
            })
    void aBareKeyIsWhatItIs(String key) {
        assertThat(value(key)).isEqualTo(key);
    }

    @Test
    void caseMatters() {
        assertThat(IdempotencyKey.parse("\"A\"")).isNotEqualTo(IdempotencyKey.parse("a"));
    }

    @Test
    void insideQuotesASpaceCommaAndSemicolonAreCharacters() {
        assertThat(value("\" \"")).isEqualTo(" ");
        assertThat(value("\" a ,; \"")).isEqualTo(" a ,; ");
    }

    @Test
    void severalSpacesInARowAreOne() {
        assertThat(value("\"  a    b \"")).isEqualTo(" a b ");
        assertThat(value('"' + " ".repeat(1000) + '"')).isEqualTo(" ");
        assertThat(value("\"a\\\\  b\"")).isEqualTo("a\\ b");
    }

    @Test
    void insideQuotesABackslashEscapesItselfAndAQuote() {
        assertThat(value("\"\\\"\\\\\"")).isEqualTo("\"\\");
        assertThat(value("\"\\\\\\\\a\\\"\"")).isEqualTo("\\\\a\"");
        assertThat(value("\"$1\\\\$0\"")).isEqualTo("$1\\$0");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "\ta\t", " \t \"a\" \t "})
    void whiteSpaceAroundTheHeaderIsNotPartOfIt(String header) {
        assertThat(value(header)).isEqualTo("a");
    }

    /** Parameters with bare items of every kind (RFC 9651, 3.1.2 and 3.3). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ";p",
                ";p;q",
                ";  p",
                ";p; q;r",
                ";p;p",
                ";*",
                ";*p-_.*0",
                ";a1",
                ";p=1",
                ";p=-1",
                ";p=0",
                ";p=007",
                ";p=999999999999999",
                ";p=-999999999999999",
                ";p=1.5",
                ";p=-0.123",
                ";p=123456789012.123",
                ";p=\"\"",
                ";p=\"a b;c,d\"",
                ";p=\"\\\"\\\\\"",
                ";p=a",
                ";p=A",
                ";p=*",
                ";p=a:b/c",
                ";p=a!#$%&'*+-.^_`|~1",
                ";p=::",
                ";p=:YQ==:",
                ";p=:YWI=:",
                ";p=:YWJj:",
                ";p=:YQ:",
                ";p=:YWI:",
                ";p=:+/+/:",
                ";p=?0",
                ";p=?1",
                ";p=@0",
                ";p=@-1659578233",
                ";p=@1659578233",
                ";p=%\"\"",
                ";p=%\"f%c3%bc b\"",
                ";p=%\"%f0%9f%98%80\"",
                ";a=1;b=\"x\";c=?1;d"
            })
    void parametersAreIgnored(String parameters) {
        assertThat(value("\"a\"" + parameters)).isEqualTo("a");
        assertThat(value("\"a\"" + parameters + "  ")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                ";;p",
                ";p;",
                " ;p",
                "; ",
                ";\tp",
                ";P",
                ";1",
                ";-",
                ";_a",
                ";pä",
                ";p=",
                ";p =1",
                ";p= 1",
                ";p=1 ;q",
                ";p=,",
                ",",
                ", \"b\"",
                "b",
                "\"b\"",
                " b",
                "=1",
                ";p=1,",
                ";p q",
                ";p=1000000000000000",
                ";p=-",
                ";p=--1",
                ";p=+1",
                ";p=1.",
                ";p=.1",
                ";p=1.1234",
                ";p=1234567890123.1",
                ";p=1e3",
                ";p=0x1",
                ";p=\"",
                ";p=\"a",
                ";p=\"\\a\"",
                ";p=\"\\\"",
                ";p=\"ä\"",
                ";p=\"\u0001\"",
                ";p=\"a\"b",
                ";p='a'",
                ";p=a,b",
                ";p=a\"b\"",
                ";p=(a)",
                ";p=(1 2)",
                ";p=:",
                ";p=:a",
                ";p=:YQ===:",
                ";p=:Y Q=:",
                ";p=:Y-_Q:",
                ";p=:=:",
                ";p=:YQ==:x",
                ";p=?",
                ";p=?2",
                ";p=?true",
                ";p=?10",
                ";p=@",
                ";p=@1.5",
                ";p=@a",
                ";p=@1000000000000000",
                ";p=%\"",
                ";p=%\"%C3%BC\"",
                ";p=%\"%c\"",
                ";p=%\"%zz\"",
                ";p=%\"ä\"",
                ";p=%a",
                ";p=%\"a\"b"
            })
    void whatIsNoParameterIsInvalid(String rest) {
        assertInvalid("\"a\"" + rest);
    }

    /** RFC 9651, 4.2.10: what its escapes spell has to be UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"%ff", "%c3", "%c3%28", "%80", "%c0%80", "%ed%a0%80", "%f5%80%80%80"})
    void aDisplayStringThatIsNoUtf8IsInvalid(String escapes) {
        assertInvalid("\"a\";p=%\"" + escapes + "\"");
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                " ",
                "\t",
                "\"\"",
                "\"\";p", // empty
                "a b",
                "a\tb",
                "a,b",
                "a;b",
                "a;p=1",
                ",",
                ";",
                "a,",
                "a, b",
                "a\"",
                "a\"b\"", // bare
                "\"",
                "\"a",
                "\"a\\\"",
                "\"\\",
                "\"a\\",
                "\"\\\"",
                "\"a\\\\\\\"", // unfinished
                "\"\\a\"",
                "\"\\n\"",
                "\"\\u0041\"",
                "\"a\\ b\"",
                "\"\\,\"", // bad escapes
                "ä",
                "\"ä\"",
                "\u00a0a",
                "a\u00a0",
                "\u2003a",
                "\"\t\"",
                "\"a\nb\"",
                "a\nb",
                "a\u0000",
                "\u007f",
                "\"\u007f\"",
                "\"\u0000\"",
                "\u00ff",
                "\uD83D\uDE00",
                "\"\uD83D\uDE00\"",
                "\u2028",
                "a\r",
                "\na");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsMalformedIsInvalid(String header) {
        assertInvalid(header);
    }

    @Test
    void everyCharacterBeyondVisibleAsciiIsInvalid() {
        for (char c = 0; c < 0x180; c++) {
            boolean visible = 0x21 <= c && c <= 0x7E;
            if (!visible && c != ' ') {
                assertInvalid("\"a" + c + "b\"");
            }
            if (!visible || c == '"' || c == ',' || c == ';') {
                assertInvalid("a" + c + "b");
            }
        }
    }

    @Test
    void aKeyHas255CharactersAtMost() {
        assertThat(value("a".repeat(255))).hasSize(255);
        assertThat(value('"' + "a".repeat(255) + '"')).hasSize(255);
        assertInvalid("a".repeat(256));
        assertInvalid('"' + "a".repeat(256) + '"');
    }

    @Test
    void charactersAreCountedAfterUnescaping() {
        assertThat(value('"' + "\\\"".repeat(255) + '"')).isEqualTo("\"".repeat(255));
        assertInvalid('"' + "\\\\".repeat(256) + '"');
    }

    static Stream<String> asLongAsAHeadMayBe() {
        int most = 1_000_000; // WildFly; Payara takes 8 KiB
        return Stream.of(
                "a".repeat(most),
                '"' + "a".repeat(most),
                '"' + "\\\"".repeat(most / 2),
                '"' + "\\\\".repeat(most / 2) + '"',
                "a" + " ".repeat(most) + "b",
                " ".repeat(most) + "\u0001",
                "\"a\"" + " ".repeat(most) + "b",
                "\"a\"" + ";p".repeat(most / 2) + "!",
                "\"a\";" + " ".repeat(most) + "!",
                "\"a\";p=" + "1".repeat(most),
                "\"a\";p=:" + "A".repeat(most) + "!",
                "\"a\";p=:" + "AAAA".repeat(most / 4),
                "\"a\";p=" + "a".repeat(most) + ",",
                "\"a\";" + "p".repeat(most) + "!",
                "\"a\";p=\"" + "a".repeat(most),
                "\"a\";p=\"" + "\\\"".repeat(most / 2),
                "\"a\";p=%\"" + "%c3%bc".repeat(most / 6),
                "\"a\"" + ";p=\"\"".repeat(most / 5) + "!");
    }

    @ParameterizedTest
    @MethodSource("asLongAsAHeadMayBe")
    void whatIsLongAndWrongIsToldQuickly(String header) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertInvalid(header));
    }

    @Test
    void longParametersAreReadQuickly() {
        String header = "\"a\"" + ";p=\"\\\"\"".repeat(500) + ";q=:" + "AAAA".repeat(1_000) + ":";

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(value(header)).isEqualTo("a"));
    }

    @Test
    void aRequestHasOneKeyOrNone() {
        assertThat(IdempotencyKey.in(Requests.head())).isEmpty();
        assertThat(IdempotencyKey.in(Requests.head("idempotency-key", "a"))).contains(new IdempotencyKey("a"));
        assertThatThrownBy(() -> IdempotencyKey.in(Requests.head("Idempotency-Key", "a", "Idempotency-Key", "a")))
                .isInstanceOf(IdempotencyKeyInvalidException.class)
                .hasMessageContaining("more than one");
        assertThatThrownBy(() -> IdempotencyKey.in(Requests.head("Idempotency-Key", "")))
                .isInstanceOf(IdempotencyKeyInvalidException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\"a", "\"a\";", "ä"})
    void theProblemShowsTheKeyThatWasSent(String header) {
        assertThatThrownBy(() -> IdempotencyKey.parse(header))
                .isInstanceOfSatisfying(
                        IdempotencyKeyInvalidException.class,
                        problem -> assertThat(extensions(problem))
                                .isEqualTo("{\"idempotency_key\":\"" + header.replace("\"", "\\\"") + "\"}"));
    }

    @Test
    void anAbsentParameterHasNoKeyToShow() {
        assertThat(extensions(IdempotencyKeyInvalidException.absent())).isEqualTo("{}");
    }

    private static String extensions(ProblemException problem) {
        byte[] json = Json.write(out -> {
            out.writeStartObject();
            problem.writeExtensions(out);
            out.writeEnd();
        });
        return new String(json, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", " ", "\"", "\\", "a\"b\\c", "$0"})
    void theCanonicalSpellingIsAStructuredFieldString(String value) {
        String canonical = new IdempotencyKey(value).canonical();

        assertThat(canonical).startsWith("\"").endsWith("\"");
        assertThat(value(canonical)).isEqualTo(value);
    }
}
