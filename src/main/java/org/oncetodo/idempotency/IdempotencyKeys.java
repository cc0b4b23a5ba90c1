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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailureInterceptor;

/** The keys that are remembered, each call one transaction. */
@Stateless
@Interceptors(DatabaseFailureInterceptor.class)
public class IdempotencyKeys {

    /** Rows deleted in one transaction, in some 20 ms: nobody who waits for one of them waits for long. */
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

    /** How many keys wait for the purge; 10,000 stands for more, as millions would take seconds to count. */
    public long countExpired() {
        Object counted = em.createNativeQuery("SELECT count(*) FROM (SELECT expires_at FROM todo_idempotency_keys"
                        + " WHERE expires_at <= ? FETCH FIRST 10000 ROWS ONLY) AS expired")
                .setParameter(1, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .getSingleResult();
        return ((Number) counted).longValue();
    }

    /**
     * A batch of the purge.
     *
     * @param deleted how many keys, at most {@link #BATCH}
     * @param end when the last of them expired, in whole seconds: where the next batch begins
     */
    public record Batch(int deleted, Instant end) {}

    /** Deletes the keys that expired first, but none that expired before {@code from}. */
    public Batch purgeBatch(Instant from) {
        Instant now = clock.instant();
        // no entities: EclipseLink would compare each of them with each of the keys to be deleted
        List<Object[]> expired = em.createQuery(
                        "select k.id, k.expiresAt from KeyRecord k where k.expiresAt between :from and :now"
                                + " order by k.expiresAt",
                        Object[].class)
                .setParameter("from", from)
                .setParameter("now", now)
                .setMaxResults(BATCH)
                .getResultList();
        if (expired.isEmpty()) {
            return new Batch(0, from);
        }
        Map<String, List<String>> byOwner = expired.stream()
                .map(row -> (KeyRecord.Id) row[0])
                .collect(groupingBy(KeyRecord.Id::owner, TreeMap::new, mapping(KeyRecord.Id::key, toList())));
        int deleted = 0;
        for (Map.Entry<String, List<String>> owned : byOwner.entrySet()) {
            // whether they have expired is asked again: a key may have been taken over since it was read
            deleted += em.createQuery("delete from KeyRecord k"
                            + " where k.id.owner = :owner and k.id.key in :keys and k.expiresAt <= :now")
                    .setParameter("owner", owned.getKey())
                    .setParameter("keys", owned.getValue())
                    .setParameter("now", now)
                    .executeUpdate();
        }
        return new Batch(deleted, (Instant) expired.get(expired.size() - 1)[1]);
    }
}
