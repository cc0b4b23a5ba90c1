package org.oncetodo.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.oncetodo.callers.Caller;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.json.Json;
import org.oncetodo.requests.Parameters;

/** What became of an idempotency key whose answer got lost. */
@Path("/idempotency-keys")
@ApplicationScoped
public class IdempotencyKeysResource {

    private static final String PARAMETER = "key";

    @Inject
    private IdempotencyKeys keys;

    @Inject
    private Attempts attempts;

    @Inject
    private Caller caller;

    @Inject
    private Clock clock;

    /**
     * The key's todo and times; 404 {@code not-found} where the key is unknown, has expired, or its first request still
     * runs; 400 {@code idempotency-key-invalid} where it is malformed or absent.
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response status(@Context HttpServletRequest request) {
        IdempotencyKey key = Parameters.of(request)
                .text(PARAMETER)
                .map(IdempotencyKey::parse)
                .orElseThrow(IdempotencyKeyInvalidException::absent);
        KeyRecord record = find(key)
                .filter(found -> found.isLiveAt(clock.instant()))
                .orElseThrow(() -> new IdempotencyKeyNotFoundException(key));
        byte[] status = Json.write(json -> json.writeStartObject()
                .write("idempotency_key", key.value())
                .write("todo_id", record.createdId())
                .write("created_at", record.createdAt().toString())
                .write("expires_at", record.expiresAt().toString())
                .writeEnd());
        return Response.ok(status, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** A row that is locked, as only Derby locks it, is being stored by the first request, which thus still runs. */
    private Optional<KeyRecord> find(IdempotencyKey key) {
        try {
            return attempts.repeat(() -> keys.find(caller.owner(), key), Duration.ZERO);
        } catch (DatabaseFailure e) {
            if (e.kind() == DatabaseFailure.Kind.PENDING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Which methods there are, in {@code Allow}. */
    @OPTIONS
    public Response options() {
        return Response.noContent().allow("GET", "HEAD", "OPTIONS").build();
    }
}
