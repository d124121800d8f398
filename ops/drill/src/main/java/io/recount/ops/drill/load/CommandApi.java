package io.recount.ops.drill.load;

import com.fasterxml.jackson.core.JsonProcessingException;
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

/** One instance of command-api, as its callers see it. */
public final class CommandApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Above the service's own deadlines: an answer that comes late is an answer. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final String base;

    public CommandApi(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    public String url() {
        return base;
    }

    /** The JSON is a missing node when the answer was none. */
    record Answer(int status, JsonNode body) {
        /** The field's text; what failed before is said rather than a missing field. */
        String field(String name) {
            if (status >= 300 || !body.hasNonNull(name)) {
                throw new IllegalStateException("no " + name + " in " + status + " " + body);
            }
            return body.get(name).asText();
        }
    }

    Answer post(String path, String key, Object body) throws IOException {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .header("X-Api-Key", key)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                        .build();
        return send(request);
    }

    /** True when it says that it is ready; never throws. */
    public boolean isReady() {
        try {
            return send(request("/actuator/health").GET().build()).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("User-Agent", BROWSER);
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode body =
                    type.contains("json")
                            ? JSON.readTree(response.body())
                            : MissingNode.getInstance();
            return new Answer(response.statusCode(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
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
