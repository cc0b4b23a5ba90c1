package org.oncetodo.problems;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.oncetodo.json.MalformedJsonException;

/** Whatever reaches JAX-RS as an exception is answered with {@code application/problem+json} (RFC 9457). */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

    /** What befalls every request, as a database that is away, is told once, and again if it goes on: six lines a minute. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final AtomicLong told = new AtomicLong(System.nanoTime() - SILENCE.toNanos());
    private final LongAdder untold = new LongAdder();

    @Context
    private UriInfo uriInfo;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return ofOurs(problem);
        }
        if (failure instanceof MalformedJsonException malformed) {
            return answer(ProblemType.MALFORMED_JSON, malformed.getMessage()).build();
        }
        if (failure instanceof WebApplicationException raised
                && raised.getResponse().getStatus() < 500) {
            return ofServer(raised);
        }
        return internalError(failure);
    }

    private Response ofOurs(ProblemException exception) {
        Problem problem = exception.problem();
        if (exception.getCause() != null) {
            tell(problem, exception.getCause());
        }
        ResponseBuilder answer = answer(problem);
        exception.headers().forEach(answer::header);
        return answer.build();
    }

    private void tell(Problem problem, Throwable cause) {
        long now = System.nanoTime();
        long before = told.get();
        if (now - before < SILENCE.toNanos() || !told.compareAndSet(before, now)) {
            untold.increment();
            return;
        }
        LOG.log(
                Level.WARNING,
                "{0} {1}: {2} ({3} more since the last such line)",
                problem.instance(),
                problem.type(),
                cause.getMessage(), // without its stack trace, of which nobody needs hundreds
                untold.sumThenReset());
    }

    /** What JAX-RS itself refuses before a resource is reached: path, method, media type, the request's spelling. */
    private static Response ofServer(WebApplicationException raised) {
        if (raised instanceof NotFoundException) {
            return answer(ProblemType.NOT_FOUND, "There is nothing at this address.")
                    .build();
        }
        if (raised instanceof NotAllowedException) {
            String allowed = allowed(raised.getResponse().getAllowedMethods());
            return answer(ProblemType.METHOD_NOT_ALLOWED, "This address supports only " + allowed + ".")
                    .header(HttpHeaders.ALLOW, allowed)
                    .build();
        }
        if (raised instanceof NotAcceptableException) {
            return answer(
                            ProblemType.NOT_ACCEPTABLE,
                            "This address cannot answer with what the Accept header asks for.")
                    .build();
        }
        if (raised instanceof NotSupportedException) {
            return answer(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The Content-Type cannot be read.")
                    .build();
        }
        if (raised.getResponse().getStatus() < 400) {
            return raised.getResponse();
        }
        return answer(ProblemType.INVALID_PARAMETER, "The address or a header of the request is malformed.")
                .build();
    }

    /** Servers answer HEAD where there is a GET, but not all of them say so. */
    private static String allowed(Set<String> methods) {
        Set<String> allowed = new TreeSet<>(methods);
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
        }
        return String.join(", ", allowed);
    }

    private Response internalError(Throwable failure) {
        Problem problem = Problem.of(
                ProblemType.INTERNAL_ERROR,
                "The service failed. Repeat the request, a POST only with the same Idempotency-Key.");
        LOG.log(Level.ERROR, "%s at %s".formatted(problem.instance(), uriInfo.getPath()), failure);
        return answer(problem).build();
    }

    private static ResponseBuilder answer(ProblemType type, String detail) {
        return answer(Problem.of(type, detail));
    }

    private static ResponseBuilder answer(Problem problem) {
        return Response.status(problem.type().status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store") // a 404 may be cached where nothing says otherwise
                .entity(problem.json());
    }
}
