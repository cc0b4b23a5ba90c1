package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.environment.Beans;

class AcceptFilterTest {

    /** A resource of two methods. */
    static class Resource {

        @Produces(MediaType.APPLICATION_JSON)
        public void get() {}

        public void delete() {}
    }

    private static void filter(String method, String accept) throws ReflectiveOperationException {
        Method answering = Resource.class.getMethod(method);
        AcceptFilter acceptance = new Beans(Requests.stub(ResourceInfo.class, (proxy, called, arguments) -> answering))
                .get(AcceptFilter.class);
        List<MediaType> ranges =
                Arrays.stream(accept.split(",")).map(MediaType::valueOf).toList();
        acceptance.filter(Requests.stub(ContainerRequestContext.class, (proxy, called, arguments) -> ranges));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "application/*;q=0.1",
                "application/json;q=0.001",
                "*/*;q=0,application/json",
                "application/*;q=0,application/json",
                "text/html;q=0,*/*",
                "text/html",
                "application/json;q=1,*/*;q=0.0"
            })
    void whatIsNotExcludedIsAnswered(String accept) {
        assertThatCode(() -> filter("get", accept)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*;q=0",
                "application/*;q=0.0",
                "application/json;q=0.000",
                "application/json;q=0.,*/*",
                "application/json;q=0,application/*",
                "*/*,application/*;q=0",
                "text/html,application/json;q=0"
            })
    void whatIsExcludedIsNotAcceptable(String accept) {
        assertThatThrownBy(() -> filter("get", accept)).isInstanceOf(NotAcceptableException.class);
    }

    @Test
    void anAnswerWithoutABodyIsAlwaysAcceptable() {
        assertThatCode(() -> filter("delete", "*/*;q=0")).doesNotThrowAnyException();
    }
}
