package org.oncetodo.environment;

import java.util.Locale;
import java.util.TimeZone;

/** A JVM that stands somewhere else in the world, where letters, digits and hours are others. */
public final class Elsewhere {

    private Elsewhere() {}

    /** Where i is no I, and digits are ٠ to ٩. */
    public static void inTurkish(Runnable test) {
        in(Locale.forLanguageTag("tr-TR-u-nu-arab"), TimeZone.getDefault(), test);
    }

    /** Where one hour a year is missing and one comes twice. */
    public static void inNewYork(Runnable test) {
        in(Locale.US, TimeZone.getTimeZone("America/New_York"), test);
    }

    private static void in(Locale locale, TimeZone zone, Runnable test) {
        Locale usualLocale = Locale.getDefault();
        TimeZone usualZone = TimeZone.getDefault();
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
        try {
            test.run();
        } finally {
            Locale.setDefault(usualLocale);
            TimeZone.setDefault(usualZone);
        }
    }
}
