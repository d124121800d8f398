package io.recount.query;

import io.recount.query.metrics.Window;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What holds for every query: strict parameters, {@code minPosition}, and no caching of answers.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    /** After the one that finds out who calls: a stranger learns nothing about parameters. */
    private static final int AFTER_CALLER = 100;

    private final ReadPosition position;

    WebConfiguration(ReadPosition position) {
        this.position = position;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Parameters()).order(AFTER_CALLER);
        registry.addInterceptor(new MinPosition(position))
                .addPathPatterns("/v1/**")
                .order(AFTER_CALLER + 1);
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Window.class, Window::of);
    }

    /** The parameter that is taken before any handler sees the query. */
    @Bean
    OpenApiCustomizer minPositionInTheDescription() {
        return api ->
                api.getPaths().values().stream()
                        .map(PathItem::getGet)
                        .filter(Objects::nonNull)
                        .forEach(
                                get ->
                                        get.addParametersItem(
                                                new QueryParameter()
                                                        .name(Parameters.MIN_POSITION)
                                                        .description(
                                                                "Waits up to 1 s until the read"
                                                                        + " model shows the log's"
                                                                        + " event at this position")
                                                        .schema(
                                                                new IntegerSchema()
                                                                        .format("int64"))));
    }

    /** Figures change with every click, so no answer is kept by anyone. */
    private record MinPosition(ReadPosition position) implements HandlerInterceptor {
        @Override
        public boolean preHandle(
                HttpServletRequest request, HttpServletResponse response, Object handler) {
            if (!(handler instanceof HandlerMethod)) {
                return true;
            }
            response.setHeader("Cache-Control", "no-store");
            @Nullable String asked = request.getParameter(Parameters.MIN_POSITION);
            if (asked != null) {
                position.await(parsed(asked));
            }
            return true;
        }

        private static long parsed(String asked) {
            try {
                long position = Long.parseLong(asked);
                if (position >= 0) {
                    return position;
                }
            } catch (NumberFormatException e) {
                // Refused below, like a negative one.
            }
            throw Parameters.invalid(
                    Parameters.MIN_POSITION,
                    "minPosition is a position of the event log, a whole number from 0");
        }
    }
}
