package io.recount.ops.bench;

import io.recount.http.Public;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the web server and its framework cost by themselves: takes the body of a click, answers like
 * one, and does nothing between. A benchmark adds it to the service that it measures.
 */
@RestController
class DoesNothing {
    static final String PATH = "/bench/does-nothing";

    private static final Answer ANSWER =
            new Answer(
                    "0000000000000-00000000000000000000000000",
                    "CHARGED",
                    "https://example.com/?clickId=0000000000000-00000000000000000000000000");

    record Click(@NotBlank @Size(max = 1_000) String token, @Valid @Nullable Device device) {}

    record Device(@NotNull @Size(max = 45) String ip, @NotNull @Size(max = 500) String userAgent) {}

    record Answer(String clickId, String outcome, String landingUrl) {}

    @PostMapping(PATH)
    @Public
    Answer click(@Valid @RequestBody Click body) {
        return ANSWER;
    }
}
