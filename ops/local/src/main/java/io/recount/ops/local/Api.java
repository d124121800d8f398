package io.recount.ops.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP as a user of the API would call it; every call can be watched by a listener. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";

    /** Sees each call with its answer. */
    interface Listener {
        void called(String method, String url, String key, @Nullable String body, Answer answer);
    }

    /**
     * @param body the JSON, or a missing node when the answer was none
     * @param text the body as it came
     */
    record Answer(int status, JsonNode body, String text) {
        boolean succeeded() {
            return status >= 200 && status < 300;
        }

        /** The field's text; what failed before is said rather than a missing field. */
        String field(String name) {
            if (!succeeded() || !body.hasNonNull(name)) {
                throw new IllegalStateException(
                        "expected a " + name + ", got " + status + ": " + text);
            }
            return body.get(name).asText();
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final Listener listener;

    Api() {
        this((method, url, key, body, answer) -> {});
    }

    Api(Listener listener) {
        this.listener = listener;
    }

    Answer get(String url, String key) throws IOException {
        return call("GET", url, key, null);
    }

    Answer post(String url, String key, Object body) throws IOException {
        return call("POST", url, key, JSON.writeValueAsString(body));
    }

    private Answer call(String method, String url, String key, @Nullable String body)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(LIMIT)
                        .header("User-Agent", BROWSER)
                        .header("Accept", "application/json, */*");
        if (!key.isEmpty()) {
            request.header("X-Api-Key", key);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        Answer answer = send(request.build());
        listener.called(method, url, key, body, answer);
        return answer;
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode json =
                    type.contains("json")
                            ? JSON.readTree(response.body())
                            : MissingNode.getInstance();
            return new Answer(response.statusCode(), json, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** True when the URL answers 2xx; never throws. */
    boolean isHealthy(String url) {
        try {
            return get(url, "").succeeded();
        } catch (IOException e) {
            return false;
        }
    }
}
