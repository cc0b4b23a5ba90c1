package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A body that is no todo, and what is wrong with it: for an invalid todo, the members that are to blame. */
public record BadBody(String name, byte[] bytes, String problem, List<String> pointers) {

    private static final int LONGEST_NAME = 70;

    private static final String GRIN = "\uD83D\uDE00";

    private static final String NO_JSON = """
            {
            }
            {]
            [
            {"title"
            {"title":
            {"title":"a
            {"title":"a"
            {"title":"a",}
            {"title":"a"}}
            {"title":"a"} x
            {"title":"a"}{"title":"b"}
            {"title":"a"}[]
            {"title":"a"},
            {"title":"a"}null
            {"title":"a"}\0
            {'title':'a'}
            {title:"a"}
            {"title":'a'}
            {"title" "a"}
            {"title"="a"}
            {"title":"a" "description":"b"}
            {,"title":"a"}
            {"title":}
            {"title":"a",,"description":"b"}
            {"title":"a";}
            {"title":a}
            {"title":undefined}
            {"title":NaN}
            {"title":Infinity}
            {"title":-Infinity}
            {"title":"a","is_completed":True}
            {"title":"a","is_completed":TRUE}
            {"title":"a","is_completed":truely}
            {"title":"a","is_completed":tru}
            {"title":"a","description":nul}
            {"title":01}
            {"title":+1}
            {"title":.5}
            {"title":1.}
            {"title":1e}
            {"title":1e+}
            {"title":0x10}
            {"title":-}
            {"title":--1}
            {"title":1_000}
            {"title":"\\x"}
            {"title":"\\u12"}
            {"title":"\\u12G4"}
            {"title":"\\U0041"}
            {"title":"\\u{41}"}
            {"title":"\\'"}
            {"title":"a\tb"}
            {"title":"a\1b"}
            {"title":"a\0b"}
            {"ti\ttle":"a"}
            /* c */{"title":"a"}
            {"title":"a"/* c */}
            {"title":"a"}// c
            <title>a</title>
            title=a
            title: a
            a
            "a
            {1:"a"}
            {null:"a"}
            {"title":["a"}
            {"title":{"a":1]}
            \f{"title":"a"}
            \013{"title":"a"}""";

    private static final String TWICE = """
            {"title":"a","title":"a"}
            {"title":"a","title":"b"}
            {"title":1,"title":"a"}
            {"title":"a","t\\u0069tle":"a"}
            {"title":"a","description":null,"description":null}
            {"title":"a","is_completed":true,"is_completed":false}
            {"title":"a","x":1,"x":2}
            {"title":"a","x":{"y":1,"y":2}}
            [{"title":"a","title":"a"}]""";

    private static final String HALF_A_PAIR = """
            {"title":"\\ud83d"}
            {"title":"\\ude00"}
            {"title":"a\\ud83d b"}
            {"title":"\\ude00\\ud83d"}
            {"title":"\\ud83d\\ud83d\\ude00"}
            {"title":"\\ud83d\\u0041"}
            {"title":"\\ud83d\\n"}
            {"title":"a","description":"\\udfff"}
            {"title":"a","\\ud83d":1}
            {"title":"a","x":"\\ud800"}
            "\\ud800"
            ["\\ud800"]""";

    /** What stands between the quotes of a title, in hexadecimal. */
    private static final String BAD_UTF_8 = "c328 80 bf c0af c080 e080af f08080af eda080 edbfbf eda0bdedb880 f4908080 "
            + "f5808080 f8888080af fc848080808af0 fe ff e282 f09f98 e9 61c3";

    /** The members to blame, and the body. */
    private static final String INVALID = """
            | []
            | null
            | true
            | false
            | 1
            | -1.5e3
            | ""
            | "title"
            | [{"title":"a"}]
            /title | {"title":null}
            /title | {"title":""}
            /title | {"title":" "}
            /title | {"title":"\\t\\n "}
            /title | {"title":1}
            /title | {"title":-0}
            /title | {"title":0.5}
            /title | {"title":1e999999999}
            /title | {"title":true}
            /title | {"title":[]}
            /title | {"title":["a"]}
            /title | {"title":{}}
            /title | {"title":{"title":"a"}}
            /title | {"title":"a\\u0000b"}
            /title | {"title":"\\u0000"}
            /description | {"title":"a","description":1}
            /description | {"title":"a","description":false}
            /description | {"title":"a","description":[]}
            /description | {"title":"a","description":{}}
            /description | {"title":"a","description":"\\u0000"}
            /is_completed | {"title":"a","is_completed":null}
            /is_completed | {"title":"a","is_completed":"true"}
            /is_completed | {"title":"a","is_completed":""}
            /is_completed | {"title":"a","is_completed":1}
            /is_completed | {"title":"a","is_completed":0}
            /is_completed | {"title":"a","is_completed":[true]}
            /is_completed | {"title":"a","is_completed":{}}
            /foo | {"title":"a","foo":1}
            /foo | {"title":"a","foo":null}
            /Title | {"title":"a","Title":"a"}
            /isCompleted | {"title":"a","isCompleted":true}
            /completed | {"title":"a","completed":true}
            /owner | {"title":"a","owner":"me"}
            /title\\u0020 | {"title":"a","title ":"a"}
            / | {"title":"a","":1}
            /a~1b | {"title":"a","a/b":1}
            /m~0n | {"title":"a","m~n":1}
            /~01 | {"title":"a","~1":1}
            /\u00e9\ud83d\ude00 | {"title":"a","\\u00e9\\ud83d\\ude00":1}
            /__proto__ | {"title":"a","__proto__":{}}
            /x | {"title":"a","x":{"title":"a"}}
            /x | {"title":"a","x":[[[[[[[[[[1]]]]]]]]]]}
            /x /y | {"title":"a","x":1e400,"y":[]}
            /id | {"title":"a","id":"x"}
            /id | {"title":"a","id":null}
            /id | {"title":"a","id":0}
            /id | {"title":"a","id":true}
            /created_at | {"title":"a","created_at":null}
            /created_at | {"title":"a","created_at":"2001-01-01T00:00:00Z"}
            /title /description | {"title":"","description":1}
            /x /title /description /is_completed | {"x":1,"title":null,"description":5,"is_completed":"true"}
            /title /id /created_at /is_completed | {"title":1,"id":0,"created_at":0,"is_completed":null}""";

    private static final String WITHOUT_TITLE = """
            /title | {}
            /title | {"description":"a"}
            /title | {"is_completed":true}
            /title /Title | {"Title":"a"}
            /title /description /is_completed /x | {"description":1,"is_completed":1,"x":1}""";

    public static Stream<BadBody> malformed() {
        Stream<String> texts = Stream.of(NO_JSON, TWICE, HALF_A_PAIR).flatMap(String::lines);
        Stream<String> others = Stream.of(
                "",
                " ",
                "\r\n",
                "{\"title\":\"a\nb\"}",
                "// c\n{\"title\":\"a\"}",
                "# c\n{\"title\":\"a\"}",
                "\u00A0{\"title\":\"a\"}",
                "{\"title\":\u00A0\"a\"}",
                "{\"title\":\"a\"}\u3000");
        Stream<BadBody> depths = Stream.of(
                malformed("deep arrays", "{\"title\":\"a\",\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}"),
                malformed(
                        "deep objects",
                        "{\"title\":\"a\",\"x\":" + "{\"x\":".repeat(9_000) + "1" + "}".repeat(9_000) + "}"),
                malformed("a deep array", "[".repeat(30_000) + "]".repeat(30_000)),
                malformed("an unfinished deep array", "[".repeat(60_000)));
        Stream<BadBody> badBytes =
                Stream.of(BAD_UTF_8.split(" ")).map(hex -> bad("bad UTF-8 " + hex, "{\"title\":\"", hex, "\"}"));
        Stream<BadBody> elsewhere = Stream.of(
                bad("bad UTF-8 in a name", "{\"title\":\"a\",\"", "c328", "\":1}"),
                bad("bad UTF-8 after the value", "{\"title\":\"a\"}", "ff", ""),
                bad("bad UTF-8 alone", "", "c328", ""),
                bad("an unfinished character", "{\"title\":\"a", "f09f98", ""),
                bad("gzip", "", "1f8b0800000000000003ab562ac92cc9495552b252522ad451b2020000000000", ""));
        Stream<BadBody> charsets = Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "ISO-8859-1")
                .map(name -> new BadBody(
                        name,
                        "{\"title\":\"B\u00FCcher\"}".getBytes(Charset.forName(name)),
                        "malformed-json",
                        List.of()));
        return Stream.of(
                        Stream.concat(texts, others).map(text -> malformed(text, text)),
                        depths,
                        badBytes,
                        elsewhere,
                        charsets)
                .flatMap(bodies -> bodies);
    }

    /** Whatever is written, also by PATCH. */
    public static Stream<BadBody> invalid() {
        Stream<BadBody> tooLong = Stream.of(
                invalid("/title", "{\"title\":" + "9".repeat(10_000) + "}"),
                invalid("/title", Fresh.draft("x".repeat(256))),
                invalid("/title", Fresh.draft(GRIN.repeat(256))),
                invalid("/title", Fresh.draft(" ".repeat(256))),
                invalid("/title", Fresh.draft("x".repeat(60_000))),
                invalid("/description", Fresh.draft("a", "x".repeat(4001), false)),
                invalid("/description", Fresh.draft("a", GRIN.repeat(4001), false)));
        return Stream.concat(listed(INVALID), tooLong);
    }

    /** Where a title is owed: on POST and PUT. */
    public static Stream<BadBody> withoutTitle() {
        return listed(WITHOUT_TITLE);
    }

    private static Stream<BadBody> listed(String lines) {
        return lines.lines().map(line -> line.split("\\| ", 2)).map(parts -> invalid(parts[0].strip(), parts[1]));
    }

    private static BadBody invalid(String pointers, String text) {
        List<String> members = Stream.of(pointers.split(" "))
                .map(pointer -> pointer.replace("\\u0020", " "))
                .toList();
        return new BadBody(text, text.getBytes(UTF_8), "invalid-todo", members);
    }

    private static BadBody malformed(String name, String text) {
        return new BadBody(name, text.getBytes(UTF_8), "malformed-json", List.of());
    }

    private static BadBody bad(String name, String before, String hex, String after) {
        String text = before + new String(HexFormat.of().parseHex(hex), ISO_8859_1) + after;
        return new BadBody(name, text.getBytes(ISO_8859_1), "malformed-json", List.of());
    }

    @Override
    public String toString() {
        String printable = name.replaceAll("\\p{C}", "?");
        return printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME) + "…" : printable;
    }
}
