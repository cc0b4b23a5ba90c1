package org.oncetodo.requests;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * Says how long an answer is, also to HEAD (RFC 9110, 8.6). A server knows it only where it has seen the end of the
 * answer before it sends its beginning: otherwise Payara tells HEAD that it is 0, and WildFly leaves the end to be told by
 * that of the connection.
 */
@Provider
public class ContentLengthFilter implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof byte[] bytes) {
            response.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, bytes.length);
        }
    }
}
