package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.EJBException;
import jakarta.interceptor.InvocationContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TransactionRequiredException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.oncetodo.database.DatabaseFailure.Kind;
import org.oncetodo.environment.Beans;
import org.oncetodo.requests.Requests;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class DatabaseFailureTest {

    private static Kind kindOf(Throwable failure) {
        return DatabaseFailure.behind(failure).orElseThrow().kind();
    }

    @ParameterizedTest
    @CsvSource({
        "23505, CONFLICT",
        "40XL1, LOCKED",
        "40XL2, LOCKED",
        "40001, UNDONE",
        "40P01, UNDONE",
        "40000, UNDONE",
        "X0Y84, UNDONE",
        "40003, UNKNOWN",
        "08000, UNREACHABLE",
        "08001, UNREACHABLE",
        "08003, LOST",
        "08006, LOST",
        "08P01, LOST",
        "08S01, LOST",
        "25P03, LOST",
        "25P04, LOST",
        "57014, LOST",
        "57P01, LOST",
        "57P02, LOST",
        "57P03, UNREACHABLE",
        "53300, UNREACHABLE",
        "28P01, UNREACHABLE",
        "3D000, UNREACHABLE",
        "25006, LOST",
        "57P05, LOST",
        "55P03, LOCKED",
        "XJ004, UNREACHABLE",
        "XJ015, UNREACHABLE",
        "XJ040, UNREACHABLE",
        "23502, FAULT",
        "23503, FAULT",
        "22001, FAULT",
        "42X05, FAULT",
        "XJ001, FAULT",
        "99999, FAULT"
    })
    void theStateSaysWhatCanBeDone(String state, Kind expected) {
        assertThat(kindOf(new SQLException("x", state))).isEqualTo(expected);
        assertThat(kindOf(new PersistenceException(new RuntimeException(new SQLException("x", state)))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void whatHasNoStateComesFromAPoolWithoutAConnection(String state) {
        assertThat(kindOf(new SQLException("x", state))).isEqualTo(Kind.UNREACHABLE);
    }

    /** Of a message of PostgreSQL's protocol (53.8). */
    @ParameterizedTest
    @CsvSource({"Wwhile inserting index tuple, PENDING", ", LOCKED"})
    void whereTheDatabaseNamesNoRowItIsTheTableThatIsLocked(String where, Kind expected) {
        String message = "SERROR\0C55P03\0" + (where == null ? "" : where + "\0");
        PSQLException told = new PSQLException(new ServerErrorMessage(message));

        assertThatThrownBy(() -> DatabaseFailure.ofNamedRow(() -> {
                    throw new PersistenceException(told);
                }))
                .satisfies(e -> assertThat(kindOf(e)).isEqualTo(expected));
        assertThatThrownBy(() -> DatabaseFailure.ofRow(() -> {
                    throw new PersistenceException(told);
                }))
                .satisfies(e -> assertThat(kindOf(e)).isEqualTo(Kind.PENDING));
    }

    @Test
    void whatIsNoneOfTheDatabasesStaysWhatItIs() {
        assertThat(DatabaseFailure.behind(new IllegalStateException(new NullPointerException())))
                .isEmpty();
    }

    @Test
    void aFailureIsToldOnce() {
        DatabaseFailure known = DatabaseFailure.conflict("taken");

        assertThat(known.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(DatabaseFailure.behind(new RuntimeException(known))).containsSame(known);
    }

    @Test
    void theCauseIsKeptForTheLog() {
        PersistenceException failure = new PersistenceException("x", new SQLException("y", "22001"));

        assertThat(DatabaseFailure.behind(failure).orElseThrow())
                .hasCause(failure)
                .hasMessage("java.sql.SQLException: y");
    }

    @Test
    void theRootIsToldInALine() {
        SQLException driver = new SQLException("refused\nDetail: nobody listens", "08001");

        assertThat(DatabaseFailure.behind(new PersistenceException("select\nfrom\nwhere", driver))
                        .orElseThrow())
                .hasMessage("java.sql.SQLException: refused");
    }

    @ParameterizedTest
    @CsvSource({"08006, UNKNOWN", "08001, UNKNOWN", "57P01, UNKNOWN", "40001, UNDONE", "23505, CONFLICT", "23502, FAULT"
    })
    void atCommitALostConnectionLeavesTheOutcomeUnknown(String state, Kind expected) {
        EJBException failure = new EJBException(new RuntimeException(new SQLException("x", state)));

        assertThat(DatabaseFailure.ofCall(failure).orElseThrow().kind()).isEqualTo(expected);
    }

    @Test
    void aTransactionManagerThatCannotTellLeavesItUnknown() {
        for (Exception told :
                List.of(new HeuristicMixedException(), new RollbackException(), new SystemException("JTS5031"))) {
            assertThat(DatabaseFailure.ofCall(new EJBException(told))
                            .orElseThrow()
                            .kind())
                    .isEqualTo(Kind.UNKNOWN);
        }
        assertThat(DatabaseFailure.ofCall(new EJBException(new NullPointerException())))
                .isEmpty();
    }

    @Test
    void whatAStatementFailedWithIsKnownWhateverTheServerWrapsItIn() {
        DatabaseFailure lost =
                DatabaseFailure.behind(new SQLException("x", "08006")).orElseThrow();

        assertThat(DatabaseFailure.ofCall(new EJBException(lost))).containsSame(lost);
        assertThat(lost.kind()).isEqualTo(Kind.LOST);
    }

    @Test
    void whatAnEjbThrowsIsToldInTermsOfTheDatabase() {
        assertThatThrownBy(() -> tell(new PersistenceException(new SQLException("x", "23505"))))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
        RuntimeException other = new IllegalStateException();
        assertThatThrownBy(() -> tell(other)).isSameAs(other);
    }

    @Test
    void aFaultIsOneAlsoWhereItUndidTheTransaction() {
        RuntimeException fault = new PersistenceException(new DateTimeException("no time"));

        assertThatThrownBy(() -> tell(interceptor(true), fault)).isSameAs(fault);
    }

    @Test
    void whatWasFoundInATransactionThatIsUndoneIsNotTold() {
        for (RuntimeException misled : List.of(new UnavailableException("x"), new TransactionRequiredException())) {
            assertThatThrownBy(() -> tell(interceptor(true), misled))
                    .isInstanceOfSatisfying(
                            DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
            assertThatThrownBy(() -> tell(misled)).isSameAs(misled);
        }
    }

    private static Object tell(RuntimeException thrown) throws Exception {
        return tell(interceptor(false), thrown);
    }

    private static Object tell(DatabaseFailureInterceptor interceptor, RuntimeException thrown) throws Exception {
        return interceptor.translate(Requests.stub(InvocationContext.class, (proxy, method, arguments) -> {
            throw thrown;
        }));
    }

    @Test
    void aResultOfATransactionThatIsUndoneIsNone() throws Exception {
        InvocationContext call = Requests.stub(InvocationContext.class, (proxy, method, arguments) -> "found");

        assertThat(interceptor(false).translate(call)).isEqualTo("found");
        assertThatThrownBy(() -> interceptor(true).translate(call))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
    }

    private static DatabaseFailureInterceptor interceptor(boolean undone) {
        return new Beans(Requests.stub(TransactionSynchronizationRegistry.class, (proxy, method, arguments) -> undone))
                .get(DatabaseFailureInterceptor.class);
    }

    @Test
    void whatAServersPoolWrapsIsUnwrapped() {
        SQLException driver = new SQLException("Connection refused", "08001");
        SQLException pool =
                new SQLException("Error in allocating a connection", null, new IllegalStateException(driver));

        assertThat(kindOf(pool)).isEqualTo(Kind.UNREACHABLE);
    }
}
