package org.oncetodo.problems;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;

/** What a problem's {@code type} leads to: a page for the person who looks into it (RFC 9457, section 3.1.1). */
@Path("/problems/{name}")
public class ProblemPages {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>%2$s</title></head>
            <body>
            <h1>%2$s</h1>
            <p>Status %3$d, type <code>/problems/%1$s</code></p>
            <p>%4$s</p>
            <p><strong>What to do:</strong> %5$s</p>
            <p>%6$s</p>
            </body>
            </html>
            """;

    /** The page of the problem with this name; 404 {@code not-found} for a name that no problem has. */
    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
    public String page(@PathParam("name") String name) {
        ProblemType type = Arrays.stream(ProblemType.values())
                .filter(candidate -> candidate.slug().equals(name))
                .findAny()
                .orElseThrow(NotFoundException::new);
        return PAGE.formatted(
                type.slug(),
                type.title(),
                type.status(),
                type.meaning(),
                type.remedy(),
                type.retryable()
                        ? "The very same request may succeed later."
                        : "The very same request will not succeed later, unless “retryable” says that it may.");
    }

    /** Which methods there are, in {@code Allow}. */
    @OPTIONS
    public Response options() {
        return Response.noContent().allow("GET", "HEAD", "OPTIONS").build();
    }
}
