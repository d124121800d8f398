package io.recount.query.audit;

import io.recount.http.Problem;
import io.recount.http.SignedIn;
import io.recount.query.QueryProperties;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.WebUtils;

/**
 * Calls projections and worker, whose replays and dead letters are asked for through this service.
 * It does so under the caller's own key: they decide themselves, and know who asked.
 */
@Component
class OtherServices {
    private static final String KEY = "X-Api-Key";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private final Map<Service, RestClient> clients;

    enum Service {
        PROJECTIONS,
        WORKER;

        /** As it stands in answers. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    OtherServices(QueryProperties properties) {
        JdkClientHttpRequestFactory requests =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(CONNECT_TIMEOUT)
                                .build());
        requests.setReadTimeout(READ_TIMEOUT);
        clients =
                Map.of(
                        Service.PROJECTIONS, client(properties.projectionsUrl(), requests),
                        Service.WORKER, client(properties.workerUrl(), requests));
    }

    private static RestClient client(URI url, ClientHttpRequestFactory requests) {
        return RestClient.builder()
                .baseUrl(url)
                .requestFactory(requests)
                .defaultStatusHandler(status -> true, (request, response) -> {})
                .build();
    }

    /**
     * Its answer as it came, a refusal too.
     *
     * @throws Problem 503 when it cannot be reached
     */
    ResponseEntity<byte[]> call(
            Service service,
            HttpServletRequest caller,
            HttpMethod method,
            String path,
            Object... variables) {
        try {
            ResponseEntity<byte[]> answer =
                    client(service)
                            .method(method)
                            .uri(path, variables)
                            .header(KEY, keyOf(caller))
                            .retrieve()
                            .toEntity(byte[].class);
            var passed = ResponseEntity.status(answer.getStatusCode());
            if (answer.getHeaders().getContentType() != null) {
                passed.contentType(answer.getHeaders().getContentType());
            }
            return passed.body(answer.getBody());
        } catch (ResourceAccessException e) {
            throw Problem.unavailable(
                    service + "_UNAVAILABLE",
                    service.text() + " cannot be reached now; nothing was changed",
                    Duration.ofSeconds(2));
        }
    }

    private RestClient client(Service service) {
        return Objects.requireNonNull(clients.get(service));
    }

    private static String keyOf(HttpServletRequest caller) {
        String header = caller.getHeader(KEY);
        Cookie cookie = WebUtils.getCookie(caller, SignedIn.COOKIE);
        return header != null ? header : cookie != null ? cookie.getValue() : "";
    }
}
