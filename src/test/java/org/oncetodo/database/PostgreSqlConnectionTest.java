package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.ejb.EJBException;
import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.database.DatabaseFailure.Kind;
import org.oncetodo.environment.Logged;
import org.oncetodo.environment.MapConfig;

/** What a server's pool and its transaction manager see of a connection, whatever becomes of the database. */
class PostgreSqlConnectionTest {

    private record Branch(int getFormatId) implements Xid {

        @Override
        public byte[] getGlobalTransactionId() {
            return new byte[] {1};
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1};
        }
    }

    private static final Xid XID = new Branch(1);

    private final FakePostgreSql server = new FakePostgreSql();
    private final PostgreSql database = new PostgreSql(MapConfig.settings("todos.db.url", server.url()));
    private final XAConnection connection = database.getXAConnection();
    private final Attempts attempts = new Attempts(1);

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static XAResource begin(XAConnection connection) throws SQLException, XAException {
        XAResource resource = connection.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        return resource;
    }

    private static void insert(XAConnection connection, String what) throws SQLException {
        try (Statement statement = connection.getConnection().createStatement()) {
            statement.executeUpdate("INSERT " + what);
        }
    }

    private static void prepare(XAConnection connection, String statement) throws SQLException {
        try (PreparedStatement prepared = connection.getConnection().prepareStatement(statement)) {
            prepared.execute();
        }
    }

    private static void commit(XAResource resource) throws XAException {
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
    }

    private static void rollback(XAResource resource) throws XAException {
        resource.end(XID, XAResource.TMFAIL);
        resource.rollback(XID);
    }

    /** A whole transaction. */
    private static void store(XAConnection connection, String what) throws SQLException, XAException {
        XAResource resource = begin(connection);
        insert(connection, what);
        commit(resource);
    }

    /** Whether it does, after a pause between two attempts to connect. */
    private static boolean stores(XAConnection connection, String what) throws SQLException, XAException {
        XAResource resource = begin(connection);
        try {
            insert(connection, what);
        } catch (SQLException e) {
            rollback(resource);
            return false;
        }
        commit(resource);
        return true;
    }

    private static void assertFails(ThrowingCallable statement, Kind kind) {
        assertThatThrownBy(statement)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(DatabaseFailure.behind(e).orElseThrow().kind())
                                .isEqualTo(kind));
    }

    private static AbstractThrowableAssert<?, ?> assertFailsAsIfRolledBack(ThrowingCallable commit) {
        return assertThatThrownBy(commit)
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XA_RBOTHER));
    }

    @Test
    void aTransactionIsOneInTheDatabase() throws SQLException, XAException {
        store(connection, "a");
        store(connection, "b");

        assertThat(server.statements())
                .containsExactly("1: BEGIN", "1: INSERT a", "1: COMMIT", "1: BEGIN", "1: INSERT b", "1: COMMIT");
    }

    @Test
    void aTransactionBeginsWithItsFirstStatement() throws SQLException, XAException {
        store(connection, "a");
        int before = server.roundTrips();

        store(connection, "b");

        assertThat(server.roundTrips() - before).as("INSERT, COMMIT").isEqualTo(2);
    }

    @Test
    void whoOnlyReadsHasNoTransactionToBeginAndToEnd() throws SQLException, XAException {
        XAResource resource = begin(connection);
        prepare(connection, "SELECT a FROM b");
        commit(resource);
        int before = server.roundTrips();

        begin(connection);
        assertThat(connection.getConnection().getAutoCommit()).isFalse();
        prepare(connection, "select b\nfrom c where d = 'e'");
        commit(resource);
        begin(connection);
        prepare(connection, "SELECT f FROM g");
        rollback(resource);

        assertThat(server.statements())
                .containsExactly("1: SELECT a FROM b", "1: select b\nfrom c where d = 'e'", "1: SELECT f FROM g");
        assertThat(server.roundTrips() - before).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT a",
                "UPDATE a",
                "DELETE a",
                "WITH a AS (DELETE b) SELECT c FROM a",
                "SELECT a FROM b FOR UPDATE",
                "select a from b\nfor no key update",
                "SELECT a FROM b FOR SHARE",
                "select nextval('a')",
                "SELECT pg_advisory_xact_lock(1)"
            })
    void aTransactionBeginsWithWhatWritesOrLocks(String statement) throws SQLException, XAException {
        XAResource resource = begin(connection);
        prepare(connection, "SELECT a FROM b");
        prepare(connection, statement);
        prepare(connection, "SELECT b FROM c");
        commit(resource);

        assertThat(server.statements())
                .containsExactly(
                        "1: SELECT a FROM b", "1: BEGIN", "1: " + statement, "1: SELECT b FROM c", "1: COMMIT");
    }

    @Test
    void aTransactionThatHasReadIsNotContinuedOnAnotherConnection() throws SQLException, XAException, IOException {
        XAResource resource = begin(connection);
        prepare(connection, "SELECT a FROM b");
        server.cut();
        assertFails(() -> insert(connection, "c"), Kind.LOST);
        rollback(resource);

        store(connection, "d");

        assertThat(server.statements())
                .filteredOn(statement -> statement.contains("INSERT"))
                .containsExactly("2: INSERT d");
    }

    @Test
    void aReadThatFailsLeavesNothingToRollBack() throws SQLException, XAException {
        server.fail("SELECT a FROM b", "57014"); // canceled
        XAResource resource = begin(connection);
        assertFails(() -> prepare(connection, "SELECT a FROM b"), Kind.LOST);
        rollback(resource);

        store(connection, "c");

        assertThat(server.statements()).containsExactly("1: SELECT a FROM b", "1: BEGIN", "1: INSERT c", "1: COMMIT");
    }

    @Test
    void aStandbyIsLeftForWhateverIsThereNow() throws SQLException, XAException {
        server.standBy(true);
        store(connection, "a");
        server.standBy(false);

        store(connection, "b");
        store(connection, "c");

        assertThat(server.statements())
                .filteredOn(statement -> statement.contains("INSERT"))
                .containsExactly("1: INSERT a", "2: INSERT b", "2: INSERT c");
    }

    @Test
    void whatTheServerUndoesIsUndone() throws SQLException, XAException {
        XAResource resource = begin(connection);
        insert(connection, "a");

        rollback(resource);

        assertThat(server.statements()).containsExactly("1: BEGIN", "1: INSERT a", "1: ROLLBACK");
    }

    @Test
    void aTransactionMayBeJoinedAgain() throws SQLException, XAException {
        XAResource resource = begin(connection);
        resource.end(XID, XAResource.TMSUCCESS);

        resource.start(XID, XAResource.TMJOIN);
        insert(connection, "a");
        commit(resource);

        assertThat(server.statements()).containsExactly("1: BEGIN", "1: INSERT a", "1: COMMIT");
    }

    @Test
    void noRequestFailsThatANewConnectionCanServe() throws SQLException, XAException, IOException {
        store(connection, "a");

        server.cut();
        request(connection, () -> insert(connection, "b"));

        assertThat(server.statements()).endsWith("2: BEGIN", "2: INSERT b", "2: COMMIT");
    }

    @Test
    void whereOneConnectionBreaksTheOthersAreReplacedBeforeTheyFail() throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        store(connection, "a");
        store(other, "b");
        server.cutAt("INSERT c");
        assertThatThrownBy(() -> store(other, "c")).isInstanceOf(SQLException.class);

        store(connection, "d");

        assertThat(server.statements()).endsWith("2: INSERT c", "3: BEGIN", "3: INSERT d", "3: COMMIT");
    }

    @Test
    void whereOneConnectionBreaksATransactionOnAnotherEndsAtOnce() throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        server.cutAt("INSERT b");
        XAResource resource = begin(connection);
        insert(connection, "a");
        assertThatThrownBy(() -> store(other, "b")).isInstanceOf(SQLException.class);

        assertFails(() -> insert(connection, "c"), Kind.LOST);
        rollback(resource);
        store(connection, "d");

        assertThat(server.statements())
                .doesNotContain("1: INSERT c", "1: COMMIT")
                .endsWith("3: BEGIN", "3: INSERT d", "3: COMMIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P05", "25P03", "08P01"})
    void whereTheServerSaysThatItEndsAConnectionTheOthersAreReplacedBeforeTheyFail(String state)
            throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        store(connection, "a");
        store(other, "b");
        server.end("INSERT c", state);

        assertThat(stores(connection, "c")).isFalse();
        store(connection, "d");
        store(other, "e");

        assertThat(server.statements()).endsWith("3: INSERT d", "3: COMMIT", "4: BEGIN", "4: INSERT e", "4: COMMIT");
    }

    @Test
    void whatIsReadyToCommitIsCommittedWhateverBecameOfOthers() throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        server.cutAt("INSERT b");
        XAResource resource = begin(connection);
        insert(connection, "a");
        assertThatThrownBy(() -> store(other, "b")).isInstanceOf(SQLException.class);

        commit(resource);

        assertThat(server.statements()).endsWith("1: COMMIT");
    }

    @Test
    void aConnectionThatBreaksBeforeCommitIsLost() throws SQLException, XAException {
        server.cutAt("INSERT a");
        XAResource resource = begin(connection);

        assertFails(() -> insert(connection, "a"), Kind.LOST);
        assertFails(() -> insert(connection, "b"), Kind.LOST);
        assertThatCode(() -> rollback(resource)).doesNotThrowAnyException();
        store(connection, "c");

        assertThat(server.statements())
                .containsExactly("1: BEGIN", "1: INSERT a", "2: BEGIN", "2: INSERT c", "2: COMMIT");
    }

    @Test
    void aCommitWithoutAnAnswerFailsAsIfRolledBackSoThatNoServerLooksForItForEver() throws SQLException, XAException {
        server.cutAt("COMMIT");
        XAResource resource = begin(connection);
        insert(connection, "a");

        assertFailsAsIfRolledBack(() -> commit(resource));
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
        assertThatThrownBy(() -> resource.forget(XID)).isInstanceOf(XAException.class);
    }

    @Test
    void whyTheDatabaseRefusedACommitIsTold() throws SQLException, XAException {
        server.fail("COMMIT", "53100"); // disk full
        XAResource resource = begin(connection);
        insert(connection, "a");

        assertFailsAsIfRolledBack(() -> commit(resource))
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53100"));
    }

    @Test
    void afterABreakNothingIsCommitted() throws SQLException, XAException {
        server.cutAt("INSERT b");
        XAResource resource = begin(connection);
        insert(connection, "a");
        assertFails(() -> insert(connection, "b"), Kind.LOST);

        assertFailsAsIfRolledBack(() -> commit(resource));
        assertThat(server.statements()).doesNotContain("1: COMMIT");
    }

    @Test
    void whatAFailedStatementLeftIsNotCommitted() throws SQLException, XAException {
        server.fail("INSERT b", "23505");
        XAResource resource = begin(connection);
        insert(connection, "a");
        assertFails(() -> insert(connection, "b"), Kind.CONFLICT);

        assertFailsAsIfRolledBack(() -> commit(resource));

        assertThat(server.statements()).endsWith("1: ROLLBACK").doesNotContain("1: COMMIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "XX001", "58030"})
    void whatIsFatalToAStatementOnlyBreaksNoConnection(String state) throws SQLException, XAException {
        server.fail("INSERT a", state);
        XAResource resource = begin(connection);
        assertThatThrownBy(() -> insert(connection, "a")).isInstanceOf(SQLException.class);
        rollback(resource);

        store(connection, "b");

        assertThat(server.statements()).endsWith("1: ROLLBACK", "1: BEGIN", "1: INSERT b", "1: COMMIT");
    }

    @Test
    void aStatementThatFailsBreaksNothing() throws SQLException, XAException {
        server.fail("INSERT a", "23505");
        XAResource resource = begin(connection);
        assertFails(() -> insert(connection, "a"), Kind.CONFLICT);
        rollback(resource);

        store(connection, "b");

        assertThat(server.statements()).endsWith("1: ROLLBACK", "1: BEGIN", "1: INSERT b", "1: COMMIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53300", "28P01", "3D000"})
    void whereThereIsNoConnectionToBeHadTheFirstStatementSaysSo(String state) throws SQLException, XAException {
        server.refuse(state);

        try (Logged told = new Logged(PostgreSql.class)) {
            XAResource resource = begin(connection);
            assertThatCode(() -> connection.getConnection().setReadOnly(false)).doesNotThrowAnyException();
            assertFails(() -> insert(connection, "a"), Kind.UNREACHABLE);
            rollback(resource);
            assertThat(told.records()).hasSize(1);
        }

        server.refuse(null);
        Awaitility.await().until(() -> stores(connection, "b"));
        assertThat(server.statements()).containsExactly("2: BEGIN", "2: INSERT b", "2: COMMIT");
    }

    private PostgreSql patient(String parameters) {
        return new PostgreSql(MapConfig.settings("todos.db.url", server.url() + parameters));
    }

    private interface Statements {
        void run() throws SQLException;
    }

    /** A transaction as the container of an EJB does it, which says of a COMMIT only that it failed. */
    private static Void transaction(XAConnection connection, Statements statements) {
        try {
            XAResource resource = begin(connection);
            try {
                statements.run();
            } catch (SQLException e) {
                rollback(resource);
                throw DatabaseFailure.behind(e).orElseThrow();
            }
            commit(resource);
            return null;
        } catch (SQLException | XAException e) {
            throw new EJBException(new RollbackException(e.getMessage()));
        }
    }

    /** The same as a request. */
    private void request(XAConnection connection, Statements statements) {
        attempts.repeatUnlessCommitted(() -> transaction(connection, statements));
    }

    private static void awaitMillisLeft(long millis) {
        await().pollInSameThread().until(() -> Attempts.millisLeft() <= millis);
    }

    @Test
    void aDatabaseThatIsLateEachTimeIsGivenUpWhenTheRequestMayNotWaitAnyLonger() throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        store(other, "a");
        server.answerLate(Duration.ofMillis(900));
        long begun = System.nanoTime();

        assertThatThrownBy(() -> request(connection, () -> {
                    for (String what : List.of("b", "c", "d", "e", "f", "g")) {
                        insert(connection, what);
                    }
                }))
                .isInstanceOf(UnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(server.statements()).contains("2: INSERT b", "2: INSERT c").doesNotContain("2: COMMIT");
        server.answerLate(Duration.ZERO);
        store(connection, "h");
        store(other, "i");
        assertThat(server.statements())
                .as("the other connection was not given up")
                .endsWith("3: BEGIN", "3: INSERT h", "3: COMMIT", "1: BEGIN", "1: INSERT i", "1: COMMIT");
    }

    @Test
    void aCommitForWhichNobodyWaitsAnyLongerIsNotSent() {
        assertThatThrownBy(() -> request(connection, () -> {
                    insert(connection, "a");
                    awaitMillisLeft(0);
                }))
                .isInstanceOf(UnavailableException.class);

        assertThat(server.statements()).containsExactly("1: BEGIN", "1: INSERT a");
    }

    @Test
    void noRequestFailsWhereTheNetworkHasForgottenTheConnections() throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        store(connection, "a");
        store(other, "b");
        server.forget();

        request(connection, () -> insert(connection, "c"));
        request(other, () -> insert(other, "d"));

        assertThat(server.statements())
                .endsWith("3: BEGIN", "3: INSERT c", "3: COMMIT", "4: BEGIN", "4: INSERT d", "4: COMMIT");
    }

    @Test
    void whoHasNoTimeLeftToConnectKeepsNobodyElseFromIt() throws SQLException, XAException {
        assertThatThrownBy(() -> attempts.repeatUnlessCommitted(() -> {
                    awaitMillisLeft(500);
                    return transaction(connection, () -> insert(connection, "a"));
                }))
                .isInstanceOf(UnavailableException.class);

        store(connection, "b");

        assertThat(server.statements()).containsExactly("1: BEGIN", "1: INSERT b", "1: COMMIT");
    }

    @Test
    void whoComesAfterARequestWithLittleTimeHasAsMuchAsEver() throws SQLException, XAException {
        XAConnection patient = patient("?socketTimeout=60").getXAConnection();
        request(patient, () -> {
            awaitMillisLeft(1_000);
            insert(patient, "a");
        });
        server.answerLate(Duration.ofMillis(1_500));

        store(patient, "b");

        assertThat(server.statements()).endsWith("1: BEGIN", "1: INSERT b", "1: COMMIT");
    }

    @Test
    void aRollbackKeepsNobodyWaiting() {
        server.fail("INSERT a", "23505");
        long begun = System.nanoTime();

        assertThatThrownBy(() -> request(connection, () -> {
                    try {
                        insert(connection, "a");
                    } finally {
                        server.forget();
                        awaitMillisLeft(500);
                    }
                }))
                .isInstanceOf(UnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    /** However long an answer may take by the URL; 0: for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?socketTimeout=0", "?socketTimeout=60"})
    void aBreakIsNoSlownessThoughARequestHasLittleTime(String parameters) throws SQLException, XAException {
        PostgreSql patient = patient(parameters);
        XAConnection one = patient.getXAConnection();
        XAConnection other = patient.getXAConnection();
        store(one, "a");
        store(other, "b");
        server.cutAt("INSERT c");

        assertThatThrownBy(() -> request(one, () -> {
                    awaitMillisLeft(1_800);
                    insert(one, "c");
                }))
                .isInstanceOf(UnavailableException.class);
        store(other, "d");

        List<String> all = server.statements();
        assertThat(all.subList(all.size() - 2, all.size()))
                .as("on a connection that was made since")
                .isIn(List.of("3: INSERT d", "3: COMMIT"), List.of("4: INSERT d", "4: COMMIT"));
    }

    @Test
    void outsideOfTransactionsItIsAConnectionLikeAnyOther() throws SQLException {
        Connection handle = connection.getConnection();

        handle.setAutoCommit(false);
        insert(connection, "a");
        handle.commit();
        handle.setAutoCommit(true);
        insert(connection, "b");

        assertThat(server.statements()).containsExactly("1: BEGIN", "1: INSERT a", "1: COMMIT", "1: INSERT b");
    }

    @Test
    void noneButTheTransactionManagerEndsATransaction() throws SQLException, XAException {
        XAResource resource = begin(connection);
        insert(connection, "a");
        Connection handle = connection.getConnection();

        assertThatThrownBy(handle::commit).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> handle.setAutoCommit(true)).isInstanceOf(SQLException.class);
        rollback(resource);

        assertThat(server.statements()).containsExactly("1: BEGIN", "1: INSERT a", "1: ROLLBACK");
    }

    @Test
    void afterATransactionEachStatementIsOneAgain() throws SQLException, XAException {
        store(connection, "a");
        insert(connection, "b");
        XAResource resource = begin(connection);
        insert(connection, "c");
        rollback(resource);
        insert(connection, "d");

        assertThat(server.statements().stream().skip(3))
                .containsExactly("1: INSERT b", "1: BEGIN", "1: INSERT c", "1: ROLLBACK", "1: INSERT d");
    }

    @Test
    void aTransactionThatNobodyEndedIsNotContinued() throws SQLException, XAException {
        begin(connection);
        insert(connection, "a");

        store(connection, "b");

        assertThat(server.statements())
                .containsExactly("1: BEGIN", "1: INSERT a", "2: BEGIN", "2: INSERT b", "2: COMMIT");
    }

    @Test
    void theServersPoolNeverSeesItBreak() throws SQLException, XAException, IOException {
        Connection handle = connection.getConnection();
        store(connection, "a");
        server.cut();
        handle.close();

        assertThat(handle.isClosed()).isFalse();
        assertThat(connection.getConnection())
                .isSameAs(handle)
                .isEqualTo(handle)
                .hasSameHashCodeAs(handle);
        assertThat(handle).isNotEqualTo(database.getXAConnection().getConnection());
        assertThat(handle.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(handle).hasToString("a connection to PostgreSQL");
        request(connection, () -> insert(connection, "b"));
    }

    @Test
    void whatThePoolLetsGoIsClosed() throws SQLException, XAException {
        store(connection, "a");
        assertThat(server.open()).isEqualTo(1);

        connection.close();

        await().until(() -> server.open() == 0);
        assertThatCode(connection::close).doesNotThrowAnyException();
    }

    @Test
    void whatIsReplacedIsClosed() throws SQLException, XAException {
        XAConnection other = database.getXAConnection();
        store(connection, "a");
        server.cutAt("INSERT b");
        assertThatThrownBy(() -> store(other, "b")).isInstanceOf(SQLException.class);

        store(connection, "c");

        await().until(() -> server.open() == 1);
    }

    @Test
    void aTransactionHasNoOtherResource() throws SQLException, XAException {
        XAResource resource = connection.getXAResource();

        assertThat(resource.isSameRM(resource)).isTrue();
        assertThat(resource.isSameRM(database.getXAConnection().getXAResource()))
                .isFalse();
        assertThatThrownBy(() -> resource.prepare(XID))
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_PROTO));
        assertThat(resource.setTransactionTimeout(7)).isFalse();
        assertThat(resource.getTransactionTimeout()).isZero();
    }
}
