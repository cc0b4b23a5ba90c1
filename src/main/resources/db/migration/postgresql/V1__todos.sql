-- Every Unicode text survives only where the database can hold it.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'The database has the encoding %, but must have UTF8.', current_setting('server_encoding');
    END IF;
END $$;

CREATE TABLE todos (
    id           BIGINT        NOT NULL PRIMARY KEY,
    owner        VARCHAR(255)  NOT NULL,
    title        VARCHAR(255)  NOT NULL,
    description  VARCHAR(4000),
    is_completed BOOLEAN       NOT NULL,
    created_at   VARCHAR(20)   NOT NULL,
    version      INTEGER       NOT NULL
);

-- A page of a list costs the same wherever it begins.
CREATE INDEX todos_by_owner ON todos (owner, id);
CREATE INDEX todos_by_owner_and_completion ON todos (owner, is_completed, id);

-- EclipseLink and Hibernate take the value N as the ids N-49 to N, so nodes of both can share it.
CREATE SEQUENCE todo_ids AS BIGINT START WITH 50 INCREMENT BY 50;

-- The key as a structured-field string: up to 255 characters, each of them escaped, in quotes. Keys and times are compared
-- byte by byte, whatever the database's language.
CREATE TABLE todo_idempotency_keys (
    idempotency_key VARCHAR(512) COLLATE "C" NOT NULL,
    owner           VARCHAR(255)             NOT NULL,
    fingerprint     VARCHAR(66)              NOT NULL,
    todo_id         BIGINT                   NOT NULL,
    created_at      VARCHAR(20)  COLLATE "C" NOT NULL,
    expires_at      VARCHAR(20)  COLLATE "C" NOT NULL,
    PRIMARY KEY (idempotency_key, owner)
);

CREATE INDEX todo_idempotency_keys_by_expiry ON todo_idempotency_keys (expires_at);
