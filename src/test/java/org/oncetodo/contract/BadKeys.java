package org.oncetodo.contract;

import java.util.stream.Stream;

/** What looks like an Idempotency-Key and is none. One char is one byte of the header. */
public final class BadKeys {

    private static final String KEYS = """
            ""
            "";a
            "
            "abc
            abc"
            a"bc
            "abc"def
            "abc" "def"
            "abc""def"
            "abc\\"
            abc,def
            abc, def
            "abc", "def"
            "abc",
            ,"abc"
            ,
            abc,
            ,abc
            abc;def
            abc;a=1
            abc;
            ;
            ;abc
            abc def
            "abc" def
            "a\\bc"
            "a\\ b"
            "a\\u0041"
            "a\\'b\"""";

    /** What follows a good key. */
    private static final String PARAMETERS = """
            ;
            ;;a
            ;a;
            ;A=1
            ;1a
            ;-a
            ;a=
            ;a=;b
            ;=1
            ;a =1
            ;a= 1
            \040;a=1
            ;a b
            ;"a"
            ;a="x
            ;a="\\x"
            ;a=?2
            ;a=?
            ;a=?1x
            ;a=1.
            ;a=.5
            ;a=1.2345
            ;a=1.2.3
            ;a=1234567890123456
            ;a=1234567890123.5
            ;a=--1
            ;a=-
            ;a=:YW_J:
            ;a=:YWJj
            ;a=(1 2)
            ;a=@
            ;a=@1.5
            ;a=%"%zz"
            ;a=%"%C3%A9"
            ;a=%"%ff"
            ;a=,
            ;a=x,y
            ;a={}
            =1
            /
            .""";

    private static final String WITH_TAB = """
            a\tb
            "a\tb"
            "a\t b"
            "ab";\ta""";

    private static final String BEYOND_VISIBLE_ASCII = """
            "a\u007Fb"
            a\u007Fb
            \u00E9
            "\u00E9"
            \u00C3\u00A9
            "\u00C3\u00A9"
            "\u00F0\u009F\u0098\u0080"
            \u00E2\u0080\u009Cabc\u00E2\u0080\u009D
            abc\u00A0
            \u00C2\u00A0abc
            "\u0080"
            \u00FF
            "abc";a=\u00E9
            "abc";a="\u00E9\"""";

    private BadKeys() {}

    public static Stream<String> all() {
        return Stream.concat(inAscii(), beyondVisibleAscii());
    }

    static Stream<String> inAscii() {
        Stream<String> tooLong =
                Stream.of("x".repeat(256), '"' + "x".repeat(256) + '"', '"' + "\\\"".repeat(256) + '"');
        return Stream.of(
                        Stream.of(""),
                        KEYS.lines(),
                        PARAMETERS.lines().map(parameters -> "\"abc\"" + parameters),
                        tooLong)
                .flatMap(keys -> keys);
    }

    /** A listener may make a space of the tab, before the service sees them. */
    static Stream<String> withTab() {
        return WITH_TAB.lines();
    }

    /** A listener may refuse these itself, before the service sees them. */
    static Stream<String> beyondVisibleAscii() {
        return BEYOND_VISIBLE_ASCII.lines();
    }
}
