package org.oncetodo.idempotency;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        return Optional.ofNullable(em.find(KeyRecord.class, new KeyRecord.Id(owner, key)));
    }

    /**
     * Remembers a new key, and writes with it what else the transaction has to write.
     *
     * @param expired what {@link #find} found under the same key
     * @throws DatabaseFailure of kind {@code CONFLICT} if another request was faster: then the key is no longer new
     */
    public void remember(KeyRecord record, Optional<KeyRecord> expired) {
        if (expired.isEmpty()) {
            em.persist(record);
            em.flush(); // waits here, on the unique constraint, until the first transaction with this key has ended
        } else if (takeOver(record) == 0) {
            throw DatabaseFailure.conflict("The expired key was purged, or taken over by another request.");
        }
    }

    /** Of all that find the same expired row, one finds it still expired when its turn to write comes. */
    private int takeOver(KeyRecord record) {
        return em.createQuery(
                        "update KeyRecord k set k.fingerprint = :fingerprint, k.createdId = :createdId,"
                                + " k.createdAt = :createdAt, k.expiresAt = :expiresAt where k.id = :id and k.expiresAt <= :now")
                .setParameter("fingerprint", record.fingerprint())
                .setParameter("createdId", record.createdId())
                .setParameter("createdAt", record.createdAt())
                .setParameter("expiresAt", record.expiresAt())
                .setParameter("id", record.id())
                .setParameter("now", clock.instant())
                .executeUpdate();
    }

    /**
     * Deletes the keys that expired first.
     *
     * @return how many, at most {@link #BATCH}
     */
    public int purgeBatch() {
        Instant now = clock.instant();
        List<String> expired = em.createQuery(
                        "select k.id.key from KeyRecord k where k.expiresAt <= :now order by k.expiresAt", String.class)
                .setParameter("now", now)
                .setMaxResults(BATCH)
                .getResultList();
        if (expired.isEmpty()) {
            return 0;
        }
        // whether a row has expired is asked again: its key may have been taken over since it was read
        return em.createQuery("delete from KeyRecord k where k.id.key in :keys and k.expiresAt <= :now")
                .setParameter("keys", expired)
                .setParameter("now", now)
                .executeUpdate();
    }
}
