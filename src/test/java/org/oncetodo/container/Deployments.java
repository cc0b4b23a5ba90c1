package org.oncetodo.container;

import java.io.File;
import java.net.URISyntaxException;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What the tests in the container deploy: the WAR that was built, and beside its classes what a test needs there. */
public final class Deployments {

    private Deployments() {}

    public static WebArchive warWith(Class<?>... classes) {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("todos.war")))
                .addClasses(MovableClock.class)
                .addClasses(classes)
                .addAsLibraries(jarOf(Awaitility.class), jarOf(Matcher.class));
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
