package org.oncetodo.bench;

/** What is measured. */
enum Quantity {
    SPEED("requests/s"),
    P50("p50, ms"),
    P99("p99, ms"),
    ERRORS("errors"),
    SERVICE_CPU("CPU ms of the service a request"),
    DATABASE_CPU("CPU ms of PostgreSQL a request"),
    CLIENT_CPU("CPU ms of the client a request"),
    STATEMENTS("statements a request"),
    ALLOCATION("KiB allocated a request"),
    START("s from process start to first 200"),
    AT_REST("MiB resident after the start"),
    AT_PEAK("MiB resident at peak"),
    FSYNC("ms for an fsync");

    private final String label;

    Quantity(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
