package io.recount.ops.traffic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The command API as JSON over HTTP, without waiting. */
final class Client {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    record Answer(int status, JsonNode body) {
        boolean succeeded() {
            return status >= 200 && status < 300;
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final String base;

    Client(String base) {
        this.base = base;
    }

    CompletableFuture<Answer> post(String path, String key, @Nullable String agent, Object body) {
        HttpRequest.Builder request = request("POST", path, key, agent, body);
        if (key.equals(Advertisers.KEY)) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        return send(request.build());
    }

    /** As somebody who sits at that address, by a proxy that says so. */
    CompletableFuture<Answer> postFrom(
            String address, String path, String key, String agent, Object body) {
        return send(request("POST", path, key, agent, body).header(FORWARDED_FOR, address).build());
    }

    /** A page anywhere, as somebody at that address opens it. */
    CompletableFuture<Answer> openFrom(String address, String url, String agent) {
        return send(request(url, agent).header(FORWARDED_FOR, address).GET().build());
    }

    /** On the version that was read. */
    CompletableFuture<Answer> patch(String path, String key, long version, Object body) {
        return send(
                request("PATCH", path, key, null, body)
                        .header("If-Match", '"' + Long.toString(version) + '"')
                        .build());
    }

    /** Of this API. */
    CompletableFuture<Answer> get(String path, String key) {
        return send(request(base + path, null).header("X-Api-Key", key).GET().build());
    }

    /** A page anywhere, as a visitor opens it. */
    CompletableFuture<Answer> open(String url, String agent) {
        return send(request(url, agent).GET().build());
    }

    private HttpRequest.Builder request(
            String method, String path, String key, @Nullable String agent, Object body) {
        HttpRequest.Builder request =
                request(base + path, agent)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(json(body)));
        return key.isEmpty() ? request : request.header("X-Api-Key", key);
    }

    private static HttpRequest.Builder request(String url, @Nullable String agent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT);
        return agent == null ? request : request.header("User-Agent", agent);
    }

    private CompletableFuture<Answer> send(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(Client::read);
    }

    private static Answer read(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        try {
            JsonNode body =
                    type.contains("json")
                            ? JSON.readTree(response.body())
                            : MissingNode.getInstance();
            return new Answer(response.statusCode(), body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + response.body(), e);
        }
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
