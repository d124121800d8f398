package io.recount.worker.outbox;

import io.recount.worker.outbox.OutboxRows.Call;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes one attempt at a call, and tells by the answer whether another one may help. */
@Component
class CommandApi {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

    /** Well within {@link OutboxRows#LEASE}. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private static final int CAUSE_LENGTH_MAX = 500;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_WITHIN)
                    .build();
    private final String url;
    private final String key;
    private final JsonMapper json;
    private final Clock clock;

    CommandApi(
            @Value("${recount.command-api.url}") String url,
            @Value("${recount.command-api.key}") String key,
            JsonMapper json,
            Clock clock) {
        this.url = url;
        this.key = key;
        this.json = json;
        this.clock = clock;
    }

    Reply make(Call call) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + call.path()))
                        .timeout(ANSWER_WITHIN)
                        .header("X-Api-Key", key)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", call.idempotencyKey())
                        .method(call.method(), BodyPublishers.ofString(call.body()));
        if (call.method().equals("PUT")) {
            // Whatever the user edits meanwhile, it is put beside it.
            request.header("If-Match", "*");
        }
        try {
            return judge(call, http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            // Time-outs too. Whether it was done is unknown: asking again with the same key tells.
            return new Reply.Later(null, shortened(e.toString()), null, true);
        }
    }

    private Reply judge(Call call, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Reply.Done(status, response.body());
        }
        String code = text(response.body(), "code");
        String cause = shortened(status + " " + code + " " + text(response.body(), "detail"));
        return switch (status) {
            case 429, 503 -> new Reply.Later(status, cause, retryAfter(response), true);
            // The key is wrong, not the call: to be put right in the settings.
            case 401, 403 -> new Reply.Later(status, cause, null, true);
            case 409 ->
                    call.kind() == CallKind.PAUSE && code.equals("WRONG_STATE")
                            ? new Reply.Moot(status, cause)
                            : new Reply.Refused(status, cause);
            default ->
                    status >= 500 || status == 408
                            ? new Reply.Later(status, cause, retryAfter(response), false)
                            : new Reply.Refused(status, cause);
        };
    }

    /** A field of a problem; empty where the body is none. */
    private String text(String body, String field) {
        try {
            JsonNode node = json.readTree(body).get(field);
            return node == null || !node.isString() ? "" : node.stringValue();
        } catch (JacksonException e) {
            return "";
        }
    }

    /** Seconds or a date (RFC 9110); null when there is neither. */
    private @Nullable Duration retryAfter(HttpResponse<?> response) {
        String value = response.headers().firstValue("Retry-After").orElse("").strip();
        if (!value.isEmpty() && value.length() < 10 && value.chars().allMatch(Character::isDigit)) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            return Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String shortened(String cause) {
        String clean = cause.replace('\0', ' ').strip();
        return clean.length() <= CAUSE_LENGTH_MAX ? clean : clean.substring(0, CAUSE_LENGTH_MAX);
    }
}
