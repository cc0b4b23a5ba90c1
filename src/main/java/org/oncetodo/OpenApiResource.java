package org.oncetodo;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/**
 * The OpenAPI document, for servers that do not serve it themselves (MicroProfile OpenAPI, section 5): in YAML, or in
 * JSON for whoever asks for that.
 */
@Path("/openapi")
public class OpenApiResource {

    /** The document in YAML, for a person to read in a browser, too; in JSON with {@code format=JSON}. */
    @GET
    @Produces(MediaType.TEXT_PLAIN + ";qs=1")
    public Response yaml(@QueryParam("format") String format) {
        return "JSON".equalsIgnoreCase(format) ? json() : answer("/META-INF/openapi.yaml", "text/plain;charset=UTF-8");
    }

    /** The document in JSON. */
    @GET
    @Produces(MediaType.APPLICATION_JSON + ";qs=0.5")
    public Response json() {
        return answer("openapi.json", MediaType.APPLICATION_JSON);
    }

    private static Response answer(String resource, String type) {
        InputStream document = OpenApiResource.class.getResourceAsStream(resource);
        return Response.ok(document, type)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
