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
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.DatabaseFailures;

/** The keys that are remembered, within the transaction of whoever asks. */
@Stateless
@Interceptors(DatabaseFailures.class)
public class IdempotencyKeys {

    /** Rows deleted in one transaction: few enough that nobody who waits for one of them waits for long. */
    static final int BATCH = 100;

    @PersistenceContext
    private EntityManager em;

    @Inject
    private Clock clock;

    /** What is remembered of this key, also where it has expired. Waits for a transaction that is storing it now. */
    public Optional<KeyRecord> find(Owner owner, IdempotencyKey key) {
        return Optional.ofNullable(DatabaseFailure.ofRow(() -> em.find(KeyRecord.class, new KeyRecord.Id(owner, key))));
    }

    /**
     * Remembers a new key. What else the transaction has to write has been written: a wait here is for the key.
     *
     * @param expired what {@link #find} found under the same key
     * @throws DatabaseFailure of kind {@code CONFLICT} if another request was faster: then the key is no longer new; of
     *     kind {@code PENDING} if another one has not finished
     */
    public void remember(KeyRecord record, Optional<KeyRecord> expired) {
        boolean remembered = DatabaseFailure.ofRow(() -> expired.isEmpty() ? insert(record) : takeOver(record));
        if (!remembered) {
            throw DatabaseFailure.conflict("The expired key was purged, or taken over by another request.");
        }
    }

    private boolean insert(KeyRecord record) {
        em.persist(record);
        em.flush(); // waits here, on the unique constraint, until the first transaction with this key has ended
        return true;
    }

    /** Of all that find the same expired row, one finds it still expired when its turn to write comes. */
    private boolean takeOver(KeyRecord record) {
        return em.createQuery(
                                "update KeyRecord k set k.fingerprint = :fingerprint, k.createdId = :createdId,"
                                        + " k.createdAt = :createdAt, k.expiresAt = :expiresAt where k.id = :id and k.expiresAt <= :now")
                        .setParameter("fingerprint", record.fingerprint())
                        .setParameter("createdId", record.createdId())
                        .setParameter("createdAt", record.createdAt())
                        .setParameter("expiresAt", record.expiresAt())
                        .setParameter("id", record.id())
                        .setParameter("now", clock.instant())
                        .executeUpdate()
                == 1;
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
