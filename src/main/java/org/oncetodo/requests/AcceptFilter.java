package org.oncetodo.requests;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Refuses with 406 what an {@code Accept} header excludes by {@code q=0} (RFC 9110, 12.4.2), which JAX-RS overlooks: the
 * most specific range that matches decides (RFC 9110, 12.5.1).
 */
@Provider
public class AcceptFilter implements ContainerRequestFilter {

    /** RFC 9110, 12.4.2. */
    private static final Pattern ZERO = Pattern.compile("0(\\.0{0,3})?");

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        Produces produces = resource.getResourceMethod().getAnnotation(Produces.class);
        if (produces == null) {
            return;
        }
        MediaType offered = MediaType.valueOf(produces.value()[0]);
        boolean excluded = request.getAcceptableMediaTypes().stream()
                .filter(range -> range.isCompatible(offered))
                .max(Comparator.comparing((MediaType range) -> !range.isWildcardType())
                        .thenComparing(range -> !range.isWildcardSubtype()))
                .map(range -> range.getParameters().getOrDefault("q", "1"))
                .filter(quality -> ZERO.matcher(quality).matches())
                .isPresent();
        if (excluded) {
            throw new NotAcceptableException();
        }
    }
}
