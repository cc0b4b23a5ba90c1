package org.oncetodo.problems;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the servlet container answers with where it refuses a request before JAX-RS is asked, as it does with
 * {@code /WEB-INF}: web.xml names it. It answers 404 to whoever asks for it by its path.
 */
@WebServlet("/error")
public class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = problem((Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
        byte[] json = problem.json();
        response.setStatus(problem.type().status());
        if (problem.type().retryable()) {
            response.setHeader("Retry-After", "1");
        }
        response.setContentType(Problem.MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    private static Problem problem(Integer status) {
        if (status == null || status == 404) {
            return Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.");
        }
        if (status < 500) {
            return Problem.of(ProblemType.INVALID_PARAMETER, "The address or a header of the request is malformed.");
        }
        return Problem.of(
                ProblemType.UNAVAILABLE,
                "The service is starting or stopping. Repeat the request, a POST only with its Idempotency-Key.");
    }
}
