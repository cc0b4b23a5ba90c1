package org.oncetodo.idempotency;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailures;

/** The keys that are remembered, each call one transaction. */
@Stateless
@Interceptors(DatabaseFailures.class)
public class IdempotencyKeys {

    /** Rows deleted in one transaction: few enough that nobody who waits for one of them waits for long. */
    static final int BATCH = 100;

    @PersistenceContext
    private EntityManager em;

    @Inject
    private KeyStore store;

    @Inject
    private Clock clock;

    /** What {@link KeyStore#find} finds, in a transaction of its own. */
    public Optional<KeyRecord> find(Owner owner, IdempotencyKey key) {
        return store.find(owner, key);
    }

    /** How many keys have expired, and wait for the purge. */
    public long countExpired() {
        return em.createQuery("select count(k) from KeyRecord k where k.expiresAt <= :now", Long.class)
                .setParameter("now", clock.instant())
                .getSingleResult();
    }

    /**
     * Deletes the keys that expired first.
     *
     * @return how many, at most {@link #BATCH}
     */
    public int purgeBatch() {
        Instant now = clock.instant();
        Map<String, List<String>> expiredByOwner = em.createQuery(
                        "select k.id from KeyRecord k where k.expiresAt <= :now order by k.expiresAt",
                        KeyRecord.Id.class)
                .setParameter("now", now)
                .setMaxResults(BATCH)
                .getResultStream()
                .collect(groupingBy(KeyRecord.Id::owner, TreeMap::new, mapping(KeyRecord.Id::key, toList())));
        int deleted = 0;
        for (Map.Entry<String, List<String>> expired : expiredByOwner.entrySet()) {
            // whether they have expired is asked again: a key may have been taken over since it was read
            deleted += em.createQuery("delete from KeyRecord k"
                            + " where k.id.owner = :owner and k.id.key in :keys and k.expiresAt <= :now")
                    .setParameter("owner", expired.getKey())
                    .setParameter("keys", expired.getValue())
                    .setParameter("now", now)
                    .executeUpdate();
        }
        return deleted;
    }
}
