-- A wait for a lock ends after a second, and the request tries again as long as it may: so it can be told how long it
-- waits, in whole seconds. A deadlock is looked for at once. Both are Derby's, in seconds, for the whole database.
CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.locks.waitTimeout', '1');
CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.locks.deadlockTimeout', '0');

-- VARCHAR counts UTF-16 units on Derby, and a character outside the BMP is two of them.
CREATE TABLE todos (
    id           BIGINT        NOT NULL PRIMARY KEY,
    owner        VARCHAR(255)  NOT NULL,
    title        VARCHAR(510)  NOT NULL,
    description  VARCHAR(8000),
    is_completed BOOLEAN       NOT NULL,
    created_at   VARCHAR(20)   NOT NULL,
    version      INTEGER       NOT NULL
);

-- A page of a list costs the same wherever it begins.
CREATE INDEX todos_by_owner ON todos (owner, id);
CREATE INDEX todos_by_owner_and_completion ON todos (owner, is_completed, id);

-- EclipseLink takes the value N as the ids N-49 to N.
CREATE SEQUENCE todo_ids AS BIGINT START WITH 50 INCREMENT BY 50;

-- The key as a structured-field string: up to 255 characters, each of them escaped, in quotes. It ends with a quote,
-- so that padding with spaces, which Derby ignores when it compares, makes no two keys equal.
CREATE TABLE todo_idempotency_keys (
    idempotency_key VARCHAR(512) NOT NULL,
    owner           VARCHAR(255) NOT NULL,
    fingerprint     VARCHAR(66)  NOT NULL,
    todo_id         BIGINT       NOT NULL,
    created_at      VARCHAR(20)  NOT NULL,
    expires_at      VARCHAR(20)  NOT NULL,
    PRIMARY KEY (idempotency_key, owner)
);

CREATE INDEX todo_idempotency_keys_by_expiry ON todo_idempotency_keys (expires_at);
