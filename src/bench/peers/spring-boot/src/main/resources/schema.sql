CREATE SEQUENCE IF NOT EXISTS todo_ids AS BIGINT START WITH 1 INCREMENT BY 50;

CREATE TABLE IF NOT EXISTS todos (
    id           BIGINT       NOT NULL PRIMARY KEY,
    title        VARCHAR(255) NOT NULL,
    description  VARCHAR(4000),
    is_completed BOOLEAN      NOT NULL,
    created_at   TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE IF NOT EXISTS todo_idempotency_keys (
    idempotency_key VARCHAR(255) NOT NULL PRIMARY KEY,
    fingerprint     VARCHAR(64)  NOT NULL,
    todo_id         BIGINT       NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at      TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX IF NOT EXISTS todo_idempotency_keys_by_expiry ON todo_idempotency_keys (expires_at);
