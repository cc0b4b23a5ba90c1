package org.oncetodo.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The requests of one measurement, each as the bytes that are sent.
 *
 * @param seed two measurements with one seed send the same keys in the same order
 * @param keys after how many the keys begin again
 * @param ids of todos that are there
 */
record Requests(Operation operation, long seed, long keys, long[] ids) {

    private static final String DRAFT =
            "{\"title\":\"Buy milk\",\"description\":\"From the store with the blue door\"}";

    static Requests of(Operation operation, long seed) {
        return new Requests(operation, seed, Long.MAX_VALUE, new long[0]);
    }

    byte[] bytes(long number, URI url) {
        String request = switch (operation) {
            case KEYED_CREATE, REPLAY -> post(url, "Idempotency-Key: " + key(number) + "\r\n");
            case PLAIN_CREATE -> post(url, "");
            case GET_ONE -> get(url, "/todos/" + ids[(int) (number % ids.length)]);
            case LIST -> get(url, "/todos?limit=100");
        };
        return request.getBytes(ISO_8859_1);
    }

    /** As long, and as scattered over an index, as a UUID. */
    private String key(long number) {
        SplittableRandom random = new SplittableRandom(seed + number % keys);
        String digits =
                HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
        return "key-" + digits;
    }

    private static String post(URI url, String key) {
        return "POST /todos HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nContent-Type: application/json\r\n" + key
                + "Content-Length: " + DRAFT.length() + "\r\n\r\n" + DRAFT;
    }

    private static String get(URI url, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
    }
}
