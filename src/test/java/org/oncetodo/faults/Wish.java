package org.oncetodo.faults;

import org.oncetodo.contract.Fresh;

/**
 * A todo that a client wants to have once. Whatever becomes of the todo, its title tells whose wish it was.
 *
 * @param name differs from all others
 * @param key its name, too, or {@code null}
 */
record Wish(String name, String key) {

    /** How the name of a wish begins that has no key. */
    static final String WITHOUT_KEY = "once-";

    private static final String DRAFT = " draft ";

    static Wish withKey(String name) {
        return new Wish(name, name);
    }

    static Wish withoutKey(String name) {
        return new Wish(WITHOUT_KEY + name, null);
    }

    /** The title of a state that the client wants it to have; 0 is the first one. */
    String title(int state) {
        return name + DRAFT + state;
    }

    static String nameIn(String title) {
        int end = title.indexOf(DRAFT);
        return end < 0 ? title : title.substring(0, end);
    }

    String draft(int state) {
        return Fresh.draft(title(state), state % 2 == 0 ? null : "as wished", false);
    }
}
