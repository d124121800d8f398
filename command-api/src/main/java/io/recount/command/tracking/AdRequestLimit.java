package io.recount.command.tracking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.serving.ServingProperties;
import io.recount.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * So many ad requests at once, and no queue: they need nothing but the processor, so whatever waits
 * makes all of them late. What is too much is refused before its body is read, which costs a
 * fiftieth of answering it, and the rest stays within its deadline.
 */
@Component
class AdRequestLimit implements HandlerInterceptor, WebMvcConfigurer {
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Semaphore places;
    private final Counter shed;

    AdRequestLimit(ServingProperties settings, MeterRegistry meters) {
        this.places = new Semaphore(settings.runningMax());
        this.shed =
                Counter.builder("recount.ad.requests.shed")
                        .description("Ad requests that were refused since too many were running")
                        .register(meters);
        Gauge.builder(
                        "recount.ad.requests.running",
                        places,
                        free -> settings.runningMax() - free.availablePermits())
                .register(meters);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/ad-requests", "/openrtb2/bid");
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!places.tryAcquire()) {
            shed.increment();
            throw Problem.unavailable(
                    "OVERLOADED", "Too many ad requests at once; ask again", ASK_AGAIN_AFTER);
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        places.release();
    }
}
