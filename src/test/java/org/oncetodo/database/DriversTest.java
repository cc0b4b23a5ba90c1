package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oncetodo.contract.Race;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.environment.Settings;

class DriversTest {

    private static final String LOG = "derby.stream.error.file";

    @TempDir
    private Path folder;

    @BeforeEach
    void nobodySaysWhereTheLogIs() {
        System.clearProperty(LOG);
    }

    @AfterEach
    void logAsBefore() {
        TestContainer.logBelowTarget();
    }

    /** The service as a server has it: with a class loader of its own, and so with drivers of its own. */
    private static final class Deployment implements AutoCloseable {

        private final URLClassLoader classes;
        private final Object service;

        Deployment(String url) {
            classes = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
            try {
                service = classes.loadClass(Service.class.getName())
                        .getConstructor(String.class)
                        .newInstance(url);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static URL[] classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(entry -> {
                        try {
                            return new File(entry).toURI().toURL();
                        } catch (MalformedURLException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toArray(URL[]::new);
        }

        @SuppressWarnings("unchecked") // another class loader's Service
        String execute(String sql, Runnable beforeCommit) {
            return ((BiFunction<String, Runnable, String>) service).apply(sql, beforeCommit);
        }

        String execute(String sql) {
            return execute(sql, () -> {});
        }

        long drivers() {
            return ((LongSupplier) service).getAsLong();
        }

        @Override
        public void close() {
            ((Runnable) service).run();
        }
    }

    /** What a deployment does. Its interfaces are Java's, which it has in common with the test. */
    public static final class Service implements BiFunction<String, Runnable, String>, LongSupplier, Runnable {

        private final TodosDataSource database;
        private final Attempts attempts;
        private final Drivers drivers;

        public Service(String url) {
            Settings settings = MapConfig.settings("todos.db.url", url);
            database = new TodosDataSource(settings);
            attempts = new Attempts(settings);
            drivers = new Beans(settings, attempts).get(Drivers.class);
        }

        /** What the statement finds, in a transaction like a request's. */
        @Override
        public String apply(String sql, Runnable beforeCommit) {
            return attempts.repeat(() -> {
                try (Connection connection = database.getXAConnection().getConnection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    String found = statement.execute(sql) ? first(statement) : null;
                    beforeCommit.run();
                    connection.commit();
                    return found;
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        private static String first(Statement statement) throws SQLException {
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }

        /** How many drivers of this deployment there are. */
        @Override
        public long getAsLong() {
            return DriverManager.drivers()
                    .filter(driver -> driver.getClass().getClassLoader() == Service.class.getClassLoader())
                    .count();
        }

        /** As a server that undeploys it. */
        @Override
        public void run() {
            drivers.remove();
        }
    }

    private String derby() {
        return "jdbc:derby:" + folder.resolve("todos");
    }

    @Test
    void theNextDeploymentOpensTheDatabase() {
        try (Deployment first = new Deployment(derby())) {
            first.execute("CREATE TABLE t (v VARCHAR(9))");
            first.execute("INSERT INTO t VALUES ('kept')");
        }

        try (Deployment next = new Deployment(derby())) {
            assertThat(next.execute("SELECT v FROM t")).isEqualTo("kept");
        }
    }

    @Test
    void theNextDeploymentsLogIsBesideItsOwnDatabase() {
        new Deployment(derby()).close();

        try (Deployment next = new Deployment("jdbc:derby:" + folder.resolve("other/todos"))) {
            next.execute("VALUES 1");
            assertThat(folder.resolve("other/derby.log")).exists();
        }
    }

    @Test
    void aTransactionThatIsRunningIsCommittedFirst() throws InterruptedException {
        Deployment first = new Deployment(derby());
        first.execute("CREATE TABLE t (v VARCHAR(9))");
        CountDownLatch inserted = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        CompletableFuture<Void> running =
                CompletableFuture.runAsync(() -> first.execute("INSERT INTO t VALUES ('kept')", () -> {
                    inserted.countDown();
                    Race.await(letGo);
                }));
        inserted.await();
        Thread undeploying = new Thread(first::close);
        undeploying.start();
        Awaitility.await().until(() -> undeploying.getState() == Thread.State.TIMED_WAITING);
        letGo.countDown();
        running.join();
        undeploying.join();

        try (Deployment next = new Deployment(derby())) {
            assertThat(next.execute("SELECT v FROM t")).isEqualTo("kept");
        }
    }

    @Test
    void theClassesOfTheDeploymentGo() throws InterruptedException {
        CompletableFuture<WeakReference<ClassLoader>> deployed = new CompletableFuture<>();
        // one that ends, because Derby leaves something at each thread that has used it
        Thread server = new Thread(() -> {
            try (Deployment deployment = new Deployment(derby())) {
                deployment.execute("VALUES 1");
                deployed.complete(new WeakReference<>(deployment.classes));
            }
        });
        server.start();
        server.join();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return deployed.join().get() == null;
        });
    }

    @Test
    void derbysDriverGoes() {
        Deployment deployment = new Deployment(derby());
        deployment.execute("VALUES 1");
        assertThat(deployment.drivers()).isPositive();

        deployment.close();

        assertThat(deployment.drivers()).isZero();
    }

    @Test
    void postgresqlsDriverGoesAndDerbyIsLeftAlone() {
        Path log = folder.resolve("derby.log");
        System.setProperty(LOG, log.toString());
        Deployment deployment = new Deployment("jdbc:postgresql://localhost/todos");
        assertThat(deployment.drivers()).isPositive();

        deployment.close();

        assertThat(deployment.drivers()).isZero();
        assertThat(log).doesNotExist();
    }
}
