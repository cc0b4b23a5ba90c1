package org.oncetodo.bench;

/** What a client can want of every contestant. */
enum Operation {
    KEYED_CREATE("keyed create", 201),
    PLAIN_CREATE("plain create", 201),
    REPLAY("replay", 201),
    GET_ONE("GET one", 200),
    LIST("list of 100", 200);

    private final String label;
    private final int status;

    Operation(String label, int status) {
        this.label = label;
        this.status = status;
    }

    /** Of the only answer that is no error. */
    int status() {
        return status;
    }

    @Override
    public String toString() {
        return label;
    }
}
