package org.oncetodo.problems;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * What the servlet container answers with where it refuses a request before JAX-RS is asked, as it does with
 * {@code /WEB-INF}: web.xml names it. It answers 404 to whoever asks for it by its path.
 */
@WebServlet("/error")
public class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = System.getLogger(ErrorPage.class.getName());

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ProblemType type =
                ProblemType.ofStatus(Optional.ofNullable((Integer) status).orElse(HttpServletResponse.SC_NOT_FOUND));
        Problem problem = Problem.of(type, type.meaning() + " " + type.remedy());
        if (type == ProblemType.INTERNAL_ERROR) {
            Throwable cause = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
            Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
            LOG.log(Level.ERROR, "%s at %s".formatted(problem.instance(), path), cause);
        }
        if (type == ProblemType.UNAVAILABLE) {
            response.setHeader("Retry-After", "1"); // the least that can be said: nobody knows why
        }
        problem.write(response);
    }
}
