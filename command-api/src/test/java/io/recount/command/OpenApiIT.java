package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.parts.ApiPage;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The service's own description says what the page for its users says. */
class OpenApiIT extends OnSharedParts {
    @Test
    void theServiceTakesTheCallsOfThePageWithTheirBodies() {
        // given
        JsonNode described = get("/v3/api-docs", null).body();

        // when
        TreeMap<String, Set<String>> calls = new TreeMap<>();
        described
                .path("paths")
                .properties()
                .forEach(path -> addTo(calls, path.getKey(), path.getValue(), described));

        // then
        assertThat(calls).isEqualTo(ApiPage.calls("command-api", 2));
    }

    private static void addTo(
            Map<String, Set<String>> calls, String path, JsonNode methods, JsonNode described) {
        methods.properties()
                .forEach(
                        method ->
                                calls.put(
                                        method.getKey().toUpperCase(Locale.ROOT) + " " + path,
                                        fields(method.getValue(), described)));
    }

    private static Set<String> fields(JsonNode call, JsonNode described) {
        JsonNode body = call.at("/requestBody/content/application~1json/schema");
        String reference = body.path("$ref").asString("");
        JsonNode schema = reference.isEmpty() ? body : described.at(reference.substring(1));
        return new TreeSet<>(schema.path("properties").propertyNames());
    }
}
