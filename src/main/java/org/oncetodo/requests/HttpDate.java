package org.oncetodo.requests;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A time as HTTP headers spell it: {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110, 5.6.7). */
public final class HttpDate {

    /** Not RFC_1123_DATE_TIME, which may write the day with one digit. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    /** This time, its part of a second cut off. */
    public static String of(Instant instant) {
        return FORMAT.format(instant);
    }
}
