package io.recount.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import jakarta.servlet.http.Cookie;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The database is away on purpose: nothing listens on port 1. */
@SpringBootTest(
        properties = {
            "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none?user=x",
            "spring.datasource.hikari.connection-timeout=300"
        })
@AutoConfigureMockMvc
@ActiveProfiles("local")
class HttpConventionsTest {
    @Autowired MockMvc mvc;

    @SpringBootApplication
    static class App {
        @RestController
        static class Things {
            record Inner(@NotNull List<String> keywords) {}

            record Thing(@NotNull @Positive Long amountMicros, @Valid Inner inner) {}

            @PostMapping("/v1/things")
            @Allow(Role.PUBLISHER)
            Map<String, Object> make(Caller caller, @Valid @RequestBody Thing thing) {
                return Map.of("by", caller.keyId(), "amountMicros", thing.amountMicros());
            }

            @GetMapping("/v1/things/{n}")
            @Allow(Role.AUDITOR)
            int one(@PathVariable int n, @RequestParam(required = false) Integer limit) {
                return n;
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"amountMicros": 1.5}                    | 400 | WRONG_TYPE     | /amountMicros
                    {"amountMicros": "7"}                    | 400 | WRONG_TYPE     | /amountMicros
                    {"amountMicros": 99999999999999999999}   | 400 | MALFORMED_BODY |
                    {"amountMicros": 1, "colour": 2}         | 400 | UNKNOWN_FIELD  | /colour
                    {"amountMicros": 1, "inner": {"x": 1}}   | 400 | UNKNOWN_FIELD  | /inner/x
                    {"amountMicros": 1, "inner": {}}         | 400 | MISSING_FIELD  | /inner/keywords
                    {}                                       | 400 | MISSING_FIELD  | /amountMicros
                    {"amountMicros": -1}                     | 422 | INVALID_FIELD  | /amountMicros
                    {"amountMicros": 1                       | 400 | MALFORMED_BODY |
                    [1]                                      | 400 | WRONG_TYPE     |
                    """)
    void namesWhatIsWrongInABody(String body, int status, String code, String pointer)
            throws Exception {
        var answer = mvc.perform(json(body).header("X-Api-Key", "local-publisher"));

        answer.andExpect(status().is(status))
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.code").value(code))
                .andExpect(jsonPath("$.status").value(status))
                .andExpect(jsonPath("$.type", containsString("urn:recount:problem:")));
        if (pointer != null) {
            answer.andExpect(jsonPath("$.errors[0].pointer").value(pointer));
        }
    }

    @Test
    void letsTheRightRoleIn() throws Exception {
        for (String key : List.of("local-publisher", "local-operator")) {
            mvc.perform(json("{\"amountMicros\": 5}").header("X-Api-Key", key))
                    .andExpect(status().isOk())
                    .andExpect(jsonPath("$.by").value(key));
        }
        mvc.perform(get("/v1/things/7").cookie(new Cookie("recount_key", "local-auditor")))
                .andExpect(status().isOk());
    }

    @Test
    void refusesWhoMayNot() throws Exception {
        mvc.perform(json("{}")).andExpect(status().is(401)).andExpect(code("API_KEY_REQUIRED"));
        mvc.perform(json("{}").header("X-Api-Key", "local-auditor"))
                .andExpect(status().is(403))
                .andExpect(code("ROLE_NOT_ALLOWED"));
    }

    @Test
    void saysSoWhenKeysCannotBeRead() throws Exception {
        mvc.perform(get("/v1/things/7").header("X-Api-Key", "someone"))
                .andExpect(status().is(503))
                .andExpect(header().exists("Retry-After"))
                .andExpect(code("KEYS_UNAVAILABLE"));
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        mvc.perform(
                        json("{\"amountMicros\": " + " ".repeat(BodyLimitFilter.BODY_BYTES_MAX))
                                .header("X-Api-Key", "local-publisher"))
                .andExpect(status().is(413))
                .andExpect(code("BODY_TOO_LARGE"));
    }

    @Test
    void rendersSpringsOwnRefusalsToo() throws Exception {
        mvc.perform(get("/v1/nowhere")).andExpect(status().is(404)).andExpect(code("NOT_FOUND"));
        mvc.perform(
                        post("/v1/things")
                                .contentType("text/plain")
                                .content("x")
                                .header("X-Api-Key", "local-publisher"))
                .andExpect(status().is(415))
                .andExpect(code("UNSUPPORTED_MEDIA_TYPE"));
        mvc.perform(get("/v1/things/7?limit=x").header("X-Api-Key", "local-auditor"))
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.errors[0].pointer").value("?limit"));
    }

    @Test
    void refusesToStartWithALocalKeyOutsideTheLocalProfile() {
        var properties = new HttpProperties(Map.of("local-operator", Role.OPERATOR), Set.of());
        assertThatThrownBy(() -> HttpAutoConfiguration.fixedKeys(properties, false))
                .hasMessageContaining("local-operator");
        assertThat(HttpAutoConfiguration.fixedKeys(properties, true)).hasSize(4);
    }

    private static org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder json(
            String body) {
        return post("/v1/things").contentType(MediaType.APPLICATION_JSON).content(body);
    }

    private static org.springframework.test.web.servlet.ResultMatcher code(String code) {
        return jsonPath("$.code").value(code);
    }
}
