package org.oncetodo.database;

import jakarta.interceptor.InvocationContext;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.eclipse.persistence.internal.jpa.deployment.PersistenceUnitProcessor;
import org.eclipse.persistence.internal.jpa.deployment.SEPersistenceUnitInfo;
import org.eclipse.persistence.jpa.Archive;
import org.eclipse.persistence.jpa.PersistenceProvider;
import org.flywaydb.core.Flyway;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.Settings;
import org.oncetodo.requests.Requests;

/**
 * What the service needs of a container, in little: an empty Derby in memory with the schema of the migrations, JPA on
 * it, injection by type, and transactions, in which exceptions become what {@link DatabaseFailureInterceptor} makes of them.
 */
public final class TestContainer implements AutoCloseable {
    private static final TransactionSynchronizationRegistry UNDISTURBED =
            Requests.stub(TransactionSynchronizationRegistry.class, (proxy, method, arguments) -> false);

    private static final AtomicInteger DATABASES = new AtomicInteger();

    static {
        logBelowTarget();
    }

    private final String url;
    private final Clock clock;
    private final EntityManagerFactory factory;
    private final ThreadLocal<EntityManager> current = new ThreadLocal<>();
    private final Beans beans;

    /** @param given what the service finds around it, and takes where a field is of its type */
    public TestContainer(Settings settings, Clock clock, Object... given) {
        this(migrated("jdbc:derby:memory:todos" + DATABASES.incrementAndGet()), settings, clock, given);
    }

    private TestContainer(String url, Settings settings, Clock clock, Object... given) {
        this.url = url;
        this.clock = clock;
        factory = new PersistenceProvider()
                .createContainerEntityManagerFactory(
                        unit(),
                        Map.of(
                                "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                                "jakarta.persistence.jtaDataSource", "",
                                "jakarta.persistence.jdbc.url", url,
                                "eclipselink.weaving", "false",
                                "eclipselink.connection-pool.default.max", "64"));
        Attempts attempts = new Attempts(settings) {
            @Override
            public <T> T repeat(Supplier<T> call) {
                return super.repeat(() -> transaction(call));
            }

            @Override
            public <T> T repeatUnlessCommitted(Supplier<T> call) {
                return super.repeatUnlessCommitted(() -> transaction(call));
            }

            @Override
            public <T> T repeat(Supplier<T> call, Duration patience) {
                return super.repeat(() -> transaction(call), patience);
            }
        };
        EmbeddedDataSource dataSource = new EmbeddedDataSource();
        dataSource.setDatabaseName(url.substring("jdbc:derby:".length()));
        beans = new Beans(given)
                .with(settings, clock, attempts, dataSource, transactionScoped(), UNDISTURBED, Requests.context());
    }

    private Object transactionScoped() {
        return Proxy.newProxyInstance(
                EntityManager.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(current.get(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static String migrated(String url) {
        Flyway.configure()
                .dataSource(url + ";create=true", "", "")
                .locations("classpath:db/migration/derby")
                .load()
                .migrate();
        return url;
    }

    /** The unit of persistence.xml; what is an entity is found out, as a container does. */
    private static PersistenceUnitInfo unit() {
        ClassLoader classes = TestContainer.class.getClassLoader();
        Archive archive = PersistenceUnitProcessor.findPersistenceArchives(classes)
                .iterator()
                .next();
        SEPersistenceUnitInfo unit =
                PersistenceUnitProcessor.getPersistenceUnits(archive, classes).get(0);
        unit.setExcludeUnlistedClasses(false);
        return unit;
    }

    /** Derby would write its log into the working directory. */
    static void logBelowTarget() {
        System.setProperty("derby.stream.error.file", "target/derby.log");
    }

    /** A container with these settings, on the same database. */
    public TestContainer redeployed(Settings settings) {
        return new TestContainer(url, settings, clock);
    }

    /** The bean of this type, the same at every call. Its calls are transactions within {@link #transaction} only. */
    public <B> B get(Class<B> type) {
        return beans.get(type);
    }

    /** A new instance of this class, which is given these beside what the container has. */
    public <B> B make(Class<B> type, Object... given) {
        return beans.with(given).get(type);
    }

    /** The result of this call in a transaction, a new one where there is none yet. */
    public <T> T transaction(Supplier<T> call) {
        if (current.get() != null) {
            return call.get();
        }
        EntityManager em = factory.createEntityManager();
        current.set(em);
        try {
            em.getTransaction().begin();
            T result = intercepted(call);
            em.getTransaction().commit();
            return result;
        } finally {
            current.remove();
            if (em.getTransaction().isActive()) {
                em.getTransaction().rollback();
            }
            em.close();
        }
    }

    public void transaction(Runnable call) {
        transaction(() -> {
            call.run();
            return null;
        });
    }

    /** Runs this call in a transaction that ends before it is committed, as where a node dies. */
    public void crash(Runnable call) {
        class Crash extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        try {
            transaction(() -> {
                call.run();
                throw new Crash();
            });
        } catch (Crash e) {
            // as wanted
        }
    }

    @SuppressWarnings("unchecked") // proceed() answers what the call answers
    private static <T> T intercepted(Supplier<T> call) {
        InvocationContext context = (InvocationContext) Proxy.newProxyInstance(
                InvocationContext.class.getClassLoader(),
                new Class<?>[] {InvocationContext.class},
                (proxy, method, arguments) -> call.get());
        try {
            return (T)
                    new Beans(UNDISTURBED).get(DatabaseFailureInterceptor.class).translate(context);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection of its own to the database. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Remembers twice as many keys as there are, so many times: each like one of them. */
    public void doubleKeys(int times) {
        for (char last = 'a'; last < 'a' + times; last++) {
            execute("INSERT INTO todo_idempotency_keys SELECT idempotency_key || '" + last
                    + "', owner, fingerprint, todo_id, created_at, expires_at FROM todo_idempotency_keys");
        }
    }

    /** The first column of all rows. */
    public List<String> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many rows the table has. */
    public int rows(String table) {
        return query("SELECT * FROM " + table).size();
    }

    @Override
    public void close() {
        factory.close();
        try {
            DriverManager.getConnection(url + ";drop=true").close();
        } catch (SQLException dropped) {
            // what Derby throws when it has done so
        }
    }
}
