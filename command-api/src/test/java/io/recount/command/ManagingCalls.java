package io.recount.command;

import io.recount.ops.parts.RealParts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What tests of calls that manage something share: a log of their own, and credits of more than 250
 * won that need approval.
 */
@TestPropertySource(properties = "recount.credits.automatic-limit-micros=250000000")
abstract class ManagingCalls extends RunningCommandApi {
    private static final String DATABASE = RealParts.postgres().newDatabase();

    private static final JsonMapper JSON = JsonMapper.shared();

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> DATABASE);
        registry.add("recount.redis", () -> RealParts.redis().url());
        registry.add("recount.kafka", () -> RealParts.kafka().bootstrapServers());
        registry.add("recount.public-url", () -> "https://ads.example");
    }

    Reply patch(String path, String key, Object body, String... headers) {
        return send(request(path, "PATCH", body), key, headers);
    }

    Reply put(String path, String key, Object body, String... headers) {
        return send(request(path, "PUT", body), key, headers);
    }

    /** As an operator, under a key of its own. */
    Reply pay(String what, String advertiserId, long micros) {
        return post(
                "/v1/advertisers/" + advertiserId + "/" + what,
                "local-operator",
                Map.of("amountMicros", micros, "reference", "r"),
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    /** A click on an ad of the campaign, as its answer. */
    Reply click(Live live) {
        return post("/v1/clicks", "local-operator", Map.of("token", token(live)));
    }

    private HttpRequest.Builder request(String path, String method, Object body) {
        String json = body instanceof String text ? text : JSON.writeValueAsString(body);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json));
    }
}
