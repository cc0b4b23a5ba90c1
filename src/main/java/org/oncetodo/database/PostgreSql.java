package org.oncetodo.database;

import javax.sql.XADataSource;
import org.oncetodo.environment.Settings;
import org.postgresql.xa.PGXADataSource;

/** A PostgreSQL server, for any number of nodes. What its URL says goes before what is said here. */
final class PostgreSql {

    private PostgreSql() {}

    static XADataSource dataSource(Settings settings) {
        PGXADataSource postgresql = new PGXADataSource();
        postgresql.setApplicationName("once-todo");
        postgresql.setConnectTimeout(1);
        postgresql.setSocketTimeout(2);
        postgresql.setTcpKeepAlive(true);
        postgresql.setHostRecheckSeconds(1);
        postgresql.setURL(settings.url());
        postgresql.setOptions("-c lock_timeout=1s");
        settings.user().ifPresent(postgresql::setUser);
        settings.password().ifPresent(postgresql::setPassword);
        return postgresql;
    }
}
