package org.oncetodo;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/**
 * The JAX-RS application: every path of the WAR's context is its own, so that every error can be a problem. Its properties
 * are Jersey's, so Payara's; RESTEasy's are in web.xml.
 */
@ApplicationPath("/")
public class OnceTodo extends Application {

    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                // Location stays the absolute path that it is: with a host it would differ from node to node
                "jersey.config.server.headers.location.relative.resolution.disabled", true,
                // an answer that cannot be sent, as its client has gone, asks for no error page
                "jersey.config.server.response.setStatusOverSendError", true,
                // no /application.wadl, and OPTIONS answers what the resources say
                "jersey.config.server.wadl.disableWadl", true);
    }
}
