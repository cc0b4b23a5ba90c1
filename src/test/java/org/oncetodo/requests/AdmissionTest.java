package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.requests.Admission.Arrival.INSIDE;
import static org.oncetodo.requests.Admission.Arrival.REFUSED;
import static org.oncetodo.requests.Admission.Arrival.WAITING;

import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MapConfig;

class AdmissionTest {

    /** A pool of 3: two more are next, and 48 may wait. */
    private static final int PLACES = 5;

    private static final int ROOM = 48;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Admission admission = new Beans(
                    MapConfig.settings("todos.db.pool", "3"),
                    Requests.stub(
                            ManagedScheduledExecutorService.class,
                            (proxy, method, arguments) -> method.invoke(timer, arguments)))
            .get(Admission.class);

    /** In the order in which they are dispatched. */
    private final BlockingQueue<HttpServletRequest> dispatched = new LinkedBlockingQueue<>();

    /** By the server. */
    private final Set<HttpServletRequest> ended = Collections.newSetFromMap(new IdentityHashMap<>());

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private HttpServletRequest request() {
        Map<String, Object> attributes = new HashMap<>();
        HttpServletRequest[] request = new HttpServletRequest[1];
        AsyncContext async = Requests.stub(AsyncContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getRequest" -> request[0];
            case "dispatch" -> {
                if (ended.contains(request[0])) {
                    throw new IllegalStateException();
                }
                dispatched.add(request[0]);
                yield null;
            }
            default -> null;
        });
        request[0] = Requests.stub(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "startAsync" -> async;
            case "equals" -> proxy == arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
        return request[0];
    }

    private void fill() {
        for (int i = 0; i < PLACES; i++) {
            assertThat(admission.arrival(request())).isEqualTo(INSIDE);
        }
    }

    @Test
    void halfAsManyAsThePoolHoldsAreNext() {
        fill();

        assertThat(admission.arrival(request())).isEqualTo(WAITING);
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void aPlaceThatIsGivenBackIsTakenAgain() {
        fill();
        admission.leave();

        assertThat(admission.arrival(request())).isEqualTo(INSIDE);
        assertThat(admission.arrival(request())).isEqualTo(WAITING);
    }

    @Test
    void whoHasWaitedLongestIsLetInFirst() {
        fill();
        HttpServletRequest first = request();
        HttpServletRequest second = request();
        admission.arrival(first);
        admission.arrival(second);

        admission.leave();

        assertThat(dispatched).containsExactly(first);
        assertThat(admission.arrival(first)).isEqualTo(INSIDE);
        admission.leave();
        assertThat(dispatched).containsExactly(first, second);
    }

    @Test
    void aPlaceIsNotLostToAClientThatHasGone() {
        fill();
        HttpServletRequest gone = request();
        HttpServletRequest other = request();
        admission.arrival(gone);
        admission.arrival(other);
        ended.add(gone);

        admission.leave();

        assertThat(dispatched).containsExactly(other);
        ended.add(other);
        admission.leave();
        assertThat(admission.arrival(request())).isEqualTo(INSIDE);
    }

    @Test
    void whereManyWaitOthersAreRefusedAtOnce() {
        fill();
        for (int i = 0; i < ROOM; i++) {
            assertThat(admission.arrival(request())).isEqualTo(WAITING);
        }

        assertThat(admission.arrival(request())).isEqualTo(REFUSED);

        admission.leave();
        assertThat(admission.arrival(request())).isEqualTo(WAITING);
    }

    @Test
    void nobodyWaitsForLong() throws InterruptedException {
        fill();
        HttpServletRequest request = request();
        admission.arrival(request);

        assertThat(dispatched.poll(10, TimeUnit.SECONDS)).isSameAs(request);
        assertThat(admission.arrival(request)).isEqualTo(REFUSED);
        assertThat(admission.waiting()).isZero();

        admission.leave();
        assertThat(admission.arrival(request())).isEqualTo(INSIDE);
    }

    @Test
    void whoWaitsWhileOthersGiveUpIsStillLetIn() throws InterruptedException {
        fill();
        HttpServletRequest early = request();
        admission.arrival(early);
        assertThat(dispatched.poll(10, TimeUnit.SECONDS)).isSameAs(early);
        HttpServletRequest late = request();
        admission.arrival(late);

        admission.leave();

        assertThat(dispatched.poll(10, TimeUnit.SECONDS)).isSameAs(late);
        assertThat(admission.arrival(late)).isEqualTo(INSIDE);
    }
}
