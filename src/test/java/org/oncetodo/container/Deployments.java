package org.oncetodo.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.oncetodo.node.Database;

/**
 * What the tests in the container deploy: the WAR that was built, and beside its classes what a test needs there. Each
 * deployment has a database of its own.
 */
public final class Deployments {

    private static final String CONFIG = "META-INF/microprofile-config.properties";

    private Deployments() {}

    public static WebArchive warWith(Class<?>... classes) {
        WebArchive war = ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("todos.war")))
                .addClasses(MovableClock.class)
                .addClasses(classes)
                .addAsLibraries(jarOf(Awaitility.class), jarOf(Matcher.class));
        byte[] settings = settings(war);
        return war.addAsResource(() -> new ByteArrayInputStream(settings), CONFIG);
    }

    private static byte[] settings(WebArchive war) {
        try (InputStream before =
                war.get("WEB-INF/classes/" + CONFIG).getAsset().openStream()) {
            Properties settings = new Properties();
            settings.load(before);
            settings.putAll(Database.ofADeployment().settings());
            settings.put("todos.idempotency.purge-every", "PT1S");
            settings.put("todos.idempotency.wait", "PT2S");
            ByteArrayOutputStream after = new ByteArrayOutputStream();
            settings.store(after, null);
            return after.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File jarOf(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
