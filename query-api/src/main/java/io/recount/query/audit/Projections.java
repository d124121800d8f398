package io.recount.query.audit;

import io.recount.http.Problem;
import io.recount.query.QueryProperties;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** Calls projections, whose replays and dead letters are asked for through this service. */
@Component
class Projections {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private final RestClient client;

    Projections(QueryProperties properties) {
        JdkClientHttpRequestFactory requests =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(CONNECT_TIMEOUT)
                                .build());
        requests.setReadTimeout(READ_TIMEOUT);
        client =
                RestClient.builder()
                        .baseUrl(properties.projectionsUrl())
                        .requestFactory(requests)
                        .defaultHeader("X-Api-Key", properties.serviceKey())
                        .defaultStatusHandler(status -> true, (request, response) -> {})
                        .build();
    }

    /**
     * Its answer as it came, a refusal too.
     *
     * @throws Problem 503 when it cannot be reached
     */
    ResponseEntity<byte[]> call(HttpMethod method, String path, Object... variables) {
        try {
            ResponseEntity<byte[]> answer =
                    client.method(method).uri(path, variables).retrieve().toEntity(byte[].class);
            var passed = ResponseEntity.status(answer.getStatusCode());
            if (answer.getHeaders().getContentType() != null) {
                passed.contentType(answer.getHeaders().getContentType());
            }
            return passed.body(answer.getBody());
        } catch (ResourceAccessException e) {
            throw Problem.unavailable(
                    "PROJECTIONS_UNAVAILABLE",
                    "The projections service cannot be reached now; nothing was changed",
                    Duration.ofSeconds(2));
        }
    }
}
