package org.oncetodo.callers;

/**
 * Whom a todo and an idempotency key belong to. Two callers' same key are two keys.
 *
 * @param name 1 to 255 characters, as stored in the column {@code owner}
 */
public record Owner(String name) {

    /** Nobody in particular: every caller of a deployment that does not ask who they are. */
    public static final Owner ANYONE = new Owner("anyone");
}
