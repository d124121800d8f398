package io.recount.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;

/** Puts the conventions of this package on, in every web service that has this jar. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(HttpProperties.class)
class HttpAutoConfiguration {
    /** Known to everyone who reads this, so they open a local stack and nothing else. */
    static final Map<String, Role> LOCAL_KEYS =
            Map.of(
                    "local-operator", Role.OPERATOR,
                    "local-publisher", Role.PUBLISHER,
                    "local-auditor", Role.AUDITOR,
                    "local-service", Role.SERVICE);

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");

    private static final List<String> API_PATHS = List.of("/v1/", "/t/", "/openrtb2/");

    @Bean
    ApiKeys apiKeys(HttpProperties properties, Environment environment, JdbcClient jdbc) {
        return new ApiKeys(fixedKeys(properties, isLocal(environment)), jdbc);
    }

    static Map<String, Caller> fixedKeys(HttpProperties properties, boolean local) {
        Map<String, Role> roles = new HashMap<>(properties.keys());
        if (local) {
            roles.putAll(LOCAL_KEYS);
        } else {
            LOCAL_KEYS.keySet().stream()
                    .filter(roles::containsKey)
                    .findFirst()
                    .ifPresent(
                            key -> {
                                throw new IllegalStateException(
                                        "recount.http.keys holds '"
                                                + key
                                                + "', which everyone knows: it opens a local stack"
                                                + " only (profile local). Configure another key.");
                            });
        }
        Map<String, Caller> callers = new HashMap<>();
        roles.forEach(
                (key, role) ->
                        callers.put(
                                key,
                                new Caller(
                                        LOCAL_KEYS.containsKey(key) ? key : "fixed-" + role,
                                        role,
                                        null)));
        return callers;
    }

    @Bean
    SignedIn signedIn(ApiKeys keys) {
        return new SignedIn(keys);
    }

    @Bean
    ClientAddress clientAddress(HttpProperties properties, Environment environment) {
        Set<String> trusted = properties.trustedProxies();
        return new ClientAddress(trusted.isEmpty() && isLocal(environment) ? LOOPBACK : trusted);
    }

    @Bean
    ProblemHandler problemHandler() {
        return new ProblemHandler();
    }

    @Bean
    BodyLimitFilter bodyLimitFilter(
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new BodyLimitFilter(problems);
    }

    @Bean
    WebMvcConfigurer callers(ApiKeys keys) {
        CallerInterceptor interceptor = new CallerInterceptor(keys);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(interceptor);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(interceptor);
            }
        };
    }

    /**
     * Bodies are read to the letter: an unknown field, 1.5 for a whole number, "7" for 7 are
     * errors.
     */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return mapper ->
                mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    }

    /** A handler of the API that says nobody's role was forgotten, not public. */
    @Bean
    SmartInitializingSingleton everyApiHandlerNamesItsCallers(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        return () ->
                mapping.getHandlerMethods()
                        .forEach(
                                (info, handler) -> {
                                    boolean api =
                                            info.getPatternValues().stream()
                                                    .anyMatch(HttpAutoConfiguration::isApi);
                                    if (api && !namesItsCallers(handler)) {
                                        throw new IllegalStateException(
                                                handler + " has neither @Allow nor @Public");
                                    }
                                });
    }

    private static boolean namesItsCallers(HandlerMethod handler) {
        return handler.hasMethodAnnotation(Allow.class)
                || handler.hasMethodAnnotation(Public.class);
    }

    private static boolean isApi(String pattern) {
        return API_PATHS.stream().anyMatch(pattern::startsWith);
    }

    private static boolean isLocal(Environment environment) {
        return environment.acceptsProfiles(Profiles.of("local"));
    }
}
