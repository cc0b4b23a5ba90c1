package org.oncetodo.health;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.TreeMap;
import org.oncetodo.json.Json;

/**
 * The health of this node as MicroProfile Health 4.0 answers it, for servers that do not answer it themselves: 200 with
 * status {@code UP}, or 503 with {@code DOWN}.
 */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    static final String DATABASE = "database";
    static final String STAYING = "staying";

    @Inject
    private Readiness readiness;

    /** Whether the node works at all; who asks gets the answer. */
    @GET
    @Path("live")
    public Response live() {
        return answer(Map.of());
    }

    /** Whether requests should be sent to this node: the database answers, and nobody has asked the server to stop. */
    @GET
    @Path("ready")
    public Response ready() {
        return answer(Map.of(DATABASE, readiness.isDatabaseThere(), STAYING, readiness.isStaying()));
    }

    private static Response answer(Map<String, Boolean> checks) {
        boolean up = !checks.containsValue(false);
        byte[] health = Json.write(json -> {
            json.writeStartObject().write("status", word(up)).writeStartArray("checks");
            new TreeMap<>(checks)
                    .forEach((name, isUp) -> json.writeStartObject()
                            .write("name", name)
                            .write("status", word(isUp))
                            .writeStartObject("data")
                            .writeEnd()
                            .writeEnd());
            json.writeEnd().writeEnd();
        });
        return Response.status(up ? Status.OK : Status.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(health)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
