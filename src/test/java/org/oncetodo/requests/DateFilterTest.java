package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MovableClock;

class DateFilterTest {

    @Test
    void anAnswerSaysWhenItWasMadeBeforeItIsSent() throws IOException, ServletException {
        MovableClock clock = new MovableClock("2026-02-15T10:30:00Z");
        List<String> calls = new ArrayList<>();
        HttpServletRequest request = Requests.stub(HttpServletRequest.class, (proxy, method, arguments) -> null);
        HttpServletResponse response = Requests.stub(
                HttpServletResponse.class,
                (proxy, method, arguments) -> calls.add(method.getName() + " " + arguments[0] + " " + arguments[1]));

        new Beans(clock)
                .get(DateFilter.class)
                .doFilter(request, response, (passedRequest, passedResponse) -> calls.add("the answer"));

        assertThat(calls).containsExactly("setDateHeader Date 1771151400000", "the answer");
    }
}
