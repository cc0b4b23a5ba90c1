package org.oncetodo.idempotency;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The keys that this node has seen lately, by their hashes; a newer one takes the place of an older one. It may be wrong
 * either way: that costs whoever asks a look-up, or an insert that fails and is followed by one, and nothing else.
 */
final class SeenKeys {

    /** A power of two: 4 MiB, and the keys of some minutes at 3,000 a second (docs/speed.md), as most retries come by then. */
    private static final int PLACES = 1 << 20;

    private final AtomicIntegerArray hashes = new AtomicIntegerArray(PLACES);

    /** Whether it has been seen; from now on it has. */
    boolean add(KeyRecord.Id key) {
        int hash = key.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        return hashes.getAndSet(place, hash) == hash;
    }
}
