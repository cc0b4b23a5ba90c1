package org.oncetodo.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.oncetodo.callers.Owner;

/**
 * What is remembered of a keyed request. It is stored together with what the request created, says until it expires
 * what the first answer was, stays when that is changed or deleted, and is then purged, or taken over by a new request
 * with the same key.
 */
@Entity
@Table(name = "todo_idempotency_keys")
public class KeyRecord {

    /** An owner and a key's canonical spelling. */
    @Embeddable
    public static class Id implements Serializable {
        private static final long serialVersionUID = 1L;

        @Column(name = "idempotency_key")
        private String key;

        private String owner;

        protected Id() {}

        Id(Owner owner, IdempotencyKey key) {
            this.key = key.canonical();
            this.owner = owner.name();
        }

        String key() {
            return key;
        }

        String owner() {
            return owner;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Id id && key.equals(id.key) && owner.equals(id.owner);
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, owner);
        }
    }

    @EmbeddedId
    private Id id;

    private String fingerprint;

    @Column(name = "todo_id")
    private long createdId;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    protected KeyRecord() {}

    /**
     * @param createdId of what the request created
     * @param createdAt when, in whole seconds
     * @param ttl how long it is remembered, from {@code createdAt} on; a part of a second counts as a second
     */
    public KeyRecord(
            Owner owner, IdempotencyKey key, Fingerprint fingerprint, long createdId, Instant createdAt, Duration ttl) {
        this.id = new Id(owner, key);
        this.fingerprint = fingerprint.text();
        this.createdId = createdId;
        this.createdAt = createdAt;
        this.expiresAt = createdAt.plus(ttl).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Whether the first answer is repeated at this time; otherwise the key is a new one. */
    public boolean isLiveAt(Instant now) {
        return now.isBefore(expiresAt);
    }

    /** @throws IdempotencyKeyReusedException if the first request with this key asked for something else */
    public void mustBeFor(IdempotencyKey key, Fingerprint wanted) {
        if (!wanted.text().equals(fingerprint)) {
            throw new IdempotencyKeyReusedException(key, expiresAt);
        }
    }

    Id id() {
        return id;
    }

    String fingerprint() {
        return fingerprint;
    }

    /** The id of what the first request created. */
    public long createdId() {
        return createdId;
    }

    /** When the first request created it, in whole seconds. */
    public Instant createdAt() {
        return createdAt;
    }

    /** From this second on the key is a new one. */
    public Instant expiresAt() {
        return expiresAt;
    }
}
