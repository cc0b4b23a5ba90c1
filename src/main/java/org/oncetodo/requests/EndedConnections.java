package org.oncetodo.requests;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.util.Headers;
import jakarta.servlet.ServletContext;

/**
 * Ends a connection on WildFly where its last answer says that it does. By itself it does so only where that answer has a
 * body, and after another one reads what the client has still to send, with a thread, for as long as that takes.
 */
public class EndedConnections implements ServletExtension {

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        deployment.addInitialHandlerChainWrapper(next -> exchange -> {
            exchange.addResponseCommitListener(answered -> {
                if ("close".equals(answered.getResponseHeaders().getFirst(Headers.CONNECTION))) {
                    answered.setPersistent(false);
                }
            });
            next.handleRequest(exchange);
        });
    }
}
