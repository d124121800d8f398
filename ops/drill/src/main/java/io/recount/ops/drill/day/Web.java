package io.recount.ops.drill.day;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recount.ops.local.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** The services as an operator, a publisher and visitors anywhere call them. */
final class Web {
    static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final int TRIES = 10;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Somebody at an address, with a browser or what says it is one. */
    record Caller(String address, String agent) {}

    private static final Caller HERE = new Caller("127.0.0.1", BROWSER);

    /** As the operator; again when the service is busy, which did nothing then. */
    JsonNode post(String url, Object body) {
        return post(url, Settings.OPERATOR_KEY, HERE, body);
    }

    /**
     * As somebody: with the same idempotency key until there is an answer.
     *
     * @throws IllegalStateException the call was refused
     */
    JsonNode post(String url, String key, Caller caller, Object body) {
        HttpRequest request =
                request(url, key, caller)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                        .build();
        return read(answered(request).body());
    }

    JsonNode get(String url) {
        return read(answered(request(url, Settings.OPERATOR_KEY, HERE).build()).body());
    }

    String csv(String url) {
        HttpRequest.Builder request =
                request(url, Settings.OPERATOR_KEY, HERE).header("Accept", "text/csv");
        return answered(request.build()).body();
    }

    /** A page or a picture, as a visitor opens it. */
    void open(String url, Caller caller) {
        answered(request(url, "", caller).build());
    }

    private static HttpRequest.Builder request(String url, String key, Caller caller) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(LIMIT)
                        .header("User-Agent", caller.agent())
                        .header("X-Forwarded-For", caller.address());
        return key.isEmpty() ? request : request.header("X-Api-Key", key);
    }

    private HttpResponse<String> answered(HttpRequest request) {
        String last = "";
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() < 300) {
                    return response;
                }
                last = response.statusCode() + " " + response.body();
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    break;
                }
            } catch (IOException e) {
                last = String.valueOf(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        throw new IllegalStateException(request.uri() + ": " + last);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
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
