package org.oncetodo.todos;

import static jakarta.ws.rs.core.Response.Status.CREATED;
import static jakarta.ws.rs.core.Response.Status.OK;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.executable.ExecutableType;
import jakarta.validation.executable.ValidateOnExecution;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.oncetodo.callers.Caller;
import org.oncetodo.database.Attempts;
import org.oncetodo.environment.Settings;
import org.oncetodo.idempotency.IdempotencyKey;
import org.oncetodo.idempotency.IdempotencyKeyMissingException;
import org.oncetodo.idempotency.InFlight;
import org.oncetodo.requests.HeaderLines;
import org.oncetodo.requests.HttpDate;
import org.oncetodo.requests.InvalidParameterException;
import org.oncetodo.requests.Parameters;
import org.oncetodo.requests.Preconditions;
import org.oncetodo.requests.RequestBody;

/**
 * Todos over HTTP. A method reads what the request says, in the order in which its mistakes are answered, has one
 * transaction done by {@link Todos}, and tells its outcome.
 */
@Path("/todos")
@ApplicationScoped // a server would look up its EJBs anew for each request
@ValidateOnExecution(type = ExecutableType.NONE) // and WildFly for constraints, of which there are none
public class TodosResource {

    private static final String MERGE_PATCH = "application/merge-patch+json"; // RFC 7396

    /** As {@link #USUAL_PAGE}, what clients are promised (openapi.yaml, limit). */
    private static final int LARGEST_PAGE = 1000;

    private static final int USUAL_PAGE = 100;

    /** No todo has it: sequences begin above. */
    private static final long NO_ID = 0;

    /** A todo can be kept by the client that asked for it, but is asked for again: it may have changed. */
    private static final String REVALIDATE = "private, no-cache";

    @Inject
    private Todos todos;

    @Inject
    private InFlight inFlight;

    @Inject
    private Attempts attempts;

    @Inject
    private Caller caller;

    @Inject
    private Settings settings;

    @Context
    private HttpHeaders headers;

    @Context
    private HttpServletRequest request;

    @Context
    private ServletContext context;

    /** Creates a todo; with an {@code Idempotency-Key}, only at the first of all requests with that key. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream stream) {
        HeaderLines head = HeaderLines.of(headers);
        RequestBody body = RequestBody.of(MediaType.APPLICATION_JSON, head, stream);
        Optional<IdempotencyKey> key = IdempotencyKey.in(head);
        if (key.isEmpty() && settings.keyRequired()) {
            throw new IdempotencyKeyMissingException();
        }
        TodoDraft draft = TodoDraft.toCreate(body.json());
        return key.map(k -> createOnce(k, draft)).orElseGet(() -> create(draft));
    }

    private Response create(TodoDraft draft) {
        return created(attempts.repeatUnlessCommitted(() -> todos.create(caller.owner(), draft)))
                .build();
    }

    private Response createOnce(IdempotencyKey key, TodoDraft draft) {
        Creation creation =
                inFlight.call(caller.owner(), key, () -> todos.createTodoWithIdempotency(caller.owner(), key, draft));
        return created(creation.todo())
                .header(IdempotencyKey.REPLAYED_HEADER, creation instanceof Creation.Replay ? "true" : null)
                .header(IdempotencyKey.EXPIRES_HEADER, HttpDate.of(creation.keyExpiresAt()))
                .build();
    }

    /** The caller's todos in the order of their ids, a page at a time. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        Parameters parameters = Parameters.of(request);
        int limit = (int) parameters.number("limit", 1, LARGEST_PAGE, USUAL_PAGE);
        long after = parameters.number("after", 0, Long.MAX_VALUE, 0);
        Optional<Boolean> completed = parameters.bool("is_completed");
        List<Todo> found = attempts.repeat(() -> todos.list(caller.owner(), after, completed, limit + 1));
        boolean more = found.size() > limit;
        List<Todo> page = more ? found.subList(0, limit) : found;
        return Response.ok(Representation.of(page), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                .header(HttpHeaders.LINK, more ? next(parameters, page.get(limit - 1)) : null)
                .build();
    }

    private String next(Parameters parameters, Todo last) {
        return "<%s?%s>; rel=\"next\"".formatted(path(), parameters.with("after", last.id()));
    }

    /** One todo; 304 where the client has it already. */
    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get(@PathParam("id") String segment) {
        Preconditions preconditions = Preconditions.in(HeaderLines.of(headers));
        Representation todo = Representation.of(id(segment)
                .flatMap(id -> attempts.repeat(() -> todos.find(caller.owner(), id)))
                .orElseThrow(TodoNotFoundException::new));
        String tag = todo.entityTag();
        preconditions.checkIfMatch(tag);
        ResponseBuilder answer = preconditions.isKnown(tag)
                ? Response.notModified()
                : Response.ok(todo.json(), MediaType.APPLICATION_JSON_TYPE);
        return answer.header(HttpHeaders.CONTENT_LENGTH, todo.json().length) // WildFly would say 0 in a 304 to HEAD
                .header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                .build();
    }

    /** Replaces all that a client decides about a todo; a part of it is refused (RFC 9110, 14.5). */
    @PUT
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response replace(@PathParam("id") String segment, InputStream stream) {
        HeaderLines head = HeaderLines.of(headers);
        RequestBody body = RequestBody.of(MediaType.APPLICATION_JSON, head, stream);
        if (!head.named("Content-Range").isEmpty()) {
            throw new InvalidParameterException("A todo is replaced as a whole: send it without Content-Range.");
        }
        return change(segment, head, body, TodoChange.Absent.IS_DEFAULT);
    }

    /** Changes what a JSON Merge Patch names. */
    @PATCH
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response patch(@PathParam("id") String segment, InputStream stream) {
        HeaderLines head = HeaderLines.of(headers);
        RequestBody body = RequestBody.of(MERGE_PATCH, head, stream);
        return change(segment, head, body, TodoChange.Absent.IS_UNCHANGED);
    }

    private Response change(String segment, HeaderLines head, RequestBody body, TodoChange.Absent absent) {
        Preconditions preconditions = Preconditions.in(head);
        TodoChange change = new TodoChange(id(segment).orElse(NO_ID), body.json(), absent);
        Todo todo = attempts.repeatUnlessCommitted(() -> todos.change(caller.owner(), change, preconditions));
        return answer(OK, todo).build();
    }

    /** Sees to it that there is no such todo. */
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String segment) {
        Preconditions preconditions = Preconditions.in(HeaderLines.of(headers));
        id(segment)
                .ifPresent(id -> attempts.repeat(() -> {
                    todos.delete(caller.owner(), id, preconditions);
                    return null;
                }));
        return Response.noContent().build();
    }

    /** Which methods there are, in {@code Allow}. */
    @OPTIONS
    public Response options() {
        return Response.noContent().allow("GET", "HEAD", "POST", "OPTIONS").build();
    }

    /** Which methods there are, in {@code Allow}. */
    @OPTIONS
    @Path("{id}")
    public Response optionsOfOne() {
        return Response.noContent()
                .allow("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
                .header("Accept-Patch", MERGE_PATCH)
                .build();
    }

    private ResponseBuilder created(Todo todo) {
        return answer(CREATED, todo).header(HttpHeaders.LOCATION, path() + "/" + todo.id());
    }

    private static ResponseBuilder answer(Response.Status status, Todo todo) {
        Representation representation = Representation.of(todo);
        return Response.status(status)
                .entity(representation.json())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, representation.entityTag())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** The absolute path of all todos, with the context root and without a host, which differs from node to node. */
    private String path() {
        return context.getContextPath() + "/todos";
    }

    /** The id in the path; empty where it is no positive 64-bit number, and so the id of no todo. */
    private static Optional<Long> id(String segment) {
        return Parameters.number(segment).filter(id -> id > NO_ID);
    }
}
