package io.recount.command.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.ServingProperties;
import io.recount.http.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AdRequestLimitTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AdRequestLimit limit =
            new AdRequestLimit(
                    new ServingProperties(70, true, 0, Duration.ofMillis(50), 2), meters);

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndTakenAgainWhenThereIsAPlace() {
        // given
        assertThat(begin()).isTrue();
        assertThat(begin()).isTrue();

        // when, then
        assertThatThrownBy(this::begin)
                .asInstanceOf(type(Problem.class))
                .satisfies(problem -> assertThat(problem.status().value()).isEqualTo(503))
                .satisfies(problem -> assertThat(problem.retryAfter()).isNotNull());
        assertThat(meters.get("recount.ad.requests.shed").counter().count()).isEqualTo(1);
        assertThat(meters.get("recount.ad.requests.running").gauge().value()).isEqualTo(2);

        // when
        end();

        // then
        assertThat(begin()).isTrue();
    }

    private boolean begin() {
        return limit.preHandle(new MockHttpServletRequest(), new MockHttpServletResponse(), this);
    }

    private void end() {
        limit.afterCompletion(
                new MockHttpServletRequest(), new MockHttpServletResponse(), this, null);
    }
}
