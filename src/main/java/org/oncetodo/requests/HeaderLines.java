package org.oncetodo.requests;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/** The lines of a request's header. */
public final class HeaderLines {

    private final MultivaluedMap<String, String> lines;

    private HeaderLines(MultivaluedMap<String, String> lines) {
        this.lines = lines;
    }

    /** Those of the request that this thread answers; to be asked for once, as Jersey looks for them each time. */
    public static HeaderLines of(HttpHeaders headers) {
        return new HeaderLines(headers.getRequestHeaders());
    }

    /**
     * All lines with this name in any case, none where there is no such header. Jersey itself finds no header whose name
     * has an I where the JVM's language is Turkish.
     */
    public List<String> named(String name) {
        return lines.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }
}
