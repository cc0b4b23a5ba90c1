package org.oncetodo.requests;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/** The lines of a request's header. */
public final class HeaderLines {

    private HeaderLines() {}

    /**
     * All lines with this name in any case, none where there is no such header. Jersey itself finds no header whose name
     * has an I where the JVM's language is Turkish.
     */
    public static List<String> named(String name, HttpHeaders headers) {
        return headers.getRequestHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }
}
