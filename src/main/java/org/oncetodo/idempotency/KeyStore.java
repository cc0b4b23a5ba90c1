package org.oncetodo.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.Optional;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailure;

/** Where keys are remembered, within the transaction of whoever asks, which there must be. */
@ApplicationScoped // and no EJB: two more calls of one cost a create a tenth of its speed on Payara (docs/speed.md)
public class KeyStore {

    @PersistenceContext
    private EntityManager em;

    @Inject
    private Clock clock;

    @Inject
    private SeenKeys seen;

    /**
     * What is remembered of this key, also where it has expired. On Derby it waits for a transaction that is storing it now.
     *
     * @throws DatabaseFailure of kind {@code PENDING} if that has not finished
     */
    public Optional<KeyRecord> find(Owner owner, IdempotencyKey key) {
        return find(new KeyRecord.Id(owner, key));
    }

    private Optional<KeyRecord> find(KeyRecord.Id id) {
        return Optional.ofNullable(DatabaseFailure.ofNamedRow(() -> em.find(KeyRecord.class, id)));
    }

    /**
     * The same, but takes a key that this node sees for the first time for a new one; where it is not, {@link #remember}
     * fails, and the next attempt finds it. So a first request, as most are, does without the look-up.
     */
    public Optional<KeyRecord> findIfSeen(Owner owner, IdempotencyKey key) {
        KeyRecord.Id id = new KeyRecord.Id(owner, key);
        return seen.add(id) ? find(id) : Optional.empty();
    }

    /**
     * Remembers a new key. Nothing else waits to be written: a wait here is for the key.
     *
     * @param expired what was found under the same key
     * @throws DatabaseFailure of kind {@code CONFLICT} if another request was faster: then the key is no longer new; of
     *     kind {@code PENDING} if another one has not finished
     */
    public void remember(KeyRecord record, Optional<KeyRecord> expired) {
        boolean remembered = expired.isEmpty()
                ? DatabaseFailure.ofNamedRow(() -> insert(record))
                : DatabaseFailure.ofRow(() -> takeOver(record));
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
}
