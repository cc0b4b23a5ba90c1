package org.oncetodo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oncetodo.environment.Beans;
import org.oncetodo.requests.Requests;

class CreationsCounterTest {

    /** A resource of two methods. */
    static class Resource {

        @POST
        public void post() {}

        @GET
        public void get() {}
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private void answer(Method by, int status, boolean replayed) {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        if (replayed) {
            headers.putSingle("Idempotent-Replayed", "true");
        }
        ResourceInfo resource = Requests.stub(ResourceInfo.class, (proxy, method, arguments) -> by);
        ContainerResponseContext response = Requests.stub(
                ContainerResponseContext.class,
                (proxy, method, arguments) -> method.getName().equals("getStatus") ? (Object) status : headers);
        new Beans(registry, resource).get(CreationsCounter.class).filter(null, response);
    }

    @ParameterizedTest
    @CsvSource({
        "201, false, created",
        "201, true, replayed",
        "422, false, reused",
        "409, false, in_flight",
        "400, false, refused",
        "503, false, refused",
        "500, false, refused"
    })
    void whatBecameOfARequestIsCounted(int status, boolean replayed, String outcome) throws Exception {
        answer(Resource.class.getMethod("post"), status, replayed);
        answer(Resource.class.getMethod("post"), status, replayed);

        assertThat(registry.get("todos.creations")
                        .tag("outcome", outcome)
                        .tag("status", Integer.toString(status))
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void whatCreatesNothingIsNotCounted() throws Exception {
        answer(Resource.class.getMethod("get"), 200, false);
        answer(null, 404, false);

        assertThat(registry.getMeters()).isEmpty();
    }
}
