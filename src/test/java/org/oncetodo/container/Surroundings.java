package org.oncetodo.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.oncetodo.node.Node;

/** What arquillian.xml cannot know by itself: an empty home for the server, a node's options, and ports that are free. */
public final class Surroundings implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        System.setProperty("arquillian.home", Node.freshHome("arquillian").toString());
        System.setProperty("arquillian.java.options", String.join(" ", Node.SHORT_LIVED));
        try (ServerSocket http = new ServerSocket(0);
                ServerSocket management = new ServerSocket(0)) {
            System.setProperty("arquillian.port", Integer.toString(http.getLocalPort()));
            System.setProperty("arquillian.management.port", Integer.toString(management.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
