package org.oncetodo.todos;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.oncetodo.idempotency.IdempotencyKey;

/** By which a test outside holds one first request open (POST, with title and key) and lets it go on (DELETE). */
@WebServlet("/hold")
public class Hold extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient FirstRequest firstRequest;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    private transient ManagedExecutorService executor;

    private transient Future<Creation> held;
    private transient CountDownLatch letGo;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        TodoDraft draft = new TodoDraft(request.getParameter("title"), null, false);
        IdempotencyKey key = IdempotencyKey.parse(request.getParameter("key"));
        CountDownLatch stored = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        letGo = end;
        held = executor.submit(() -> firstRequest.commit(key, draft, stored, end));
        try {
            stored.await();
        } catch (InterruptedException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        letGo.countDown();
        try {
            held.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new ServletException(e);
        }
    }
}
