package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private final Refusals refusals = new Refusals();
    private final List<Object> answered = new CopyOnWriteArrayList<>();
    private boolean threads = true;

    @AfterEach
    void close() {
        refusals.close();
    }

    @Test
    void whoIsRefusedIsAnsweredAfterAPause() {
        refuse();

        assertThat(answered).isEmpty();
        awaitAnswer();
    }

    @Test
    void whoIsRefusedIsAnsweredAlsoWhereTheServerHasNoThread() {
        threads = false;
        refuse();

        awaitAnswer();
    }

    @Test
    void whoIsRefusedAtTheEndIsAnsweredAtOnce() {
        refusals.close();
        refuse();

        assertThat(answered).containsExactly(503, "complete");
    }

    private void awaitAnswer() {
        Awaitility.await().untilAsserted(() -> assertThat(answered).containsExactly(503, "complete"));
    }

    private void refuse() {
        AsyncContext async = Requests.stub(AsyncContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "start" -> start((Runnable) arguments[0]);
            case "complete" -> answered.add("complete");
            default -> null;
        });
        HttpServletRequest request =
                Requests.stub(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getDispatcherType" -> DispatcherType.REQUEST;
                    case "startAsync" -> async;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        HttpServletResponse response =
                Requests.stub(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "setStatus" -> answered.add(arguments[0]);
                    case "getOutputStream" -> throw new IOException("nobody reads it");
                    default -> null;
                });
        refusals.refuse(request, response);
    }

    private Object start(Runnable task) {
        if (!threads) {
            throw new RejectedExecutionException("no thread");
        }
        task.run();
        return null;
    }
}
