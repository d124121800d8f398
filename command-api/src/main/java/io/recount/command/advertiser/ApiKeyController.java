package io.recount.command.advertiser;

import static io.recount.command.advertiser.AdvertiserController.TEXT_MAX;

import io.recount.command.advertiser.MakeApiKey.Made;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.PresentedKey;
import io.recount.http.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An advertiser's API keys. */
@RestController
class ApiKeyController {
    private final Commands commands;
    private final NewKeys keys;
    private final Clock clock;

    ApiKeyController(Commands commands, NewKeys keys, Clock clock) {
        this.commands = commands;
        this.keys = keys;
        this.clock = clock;
    }

    record Label(@NotBlank @Size(max = TEXT_MAX) String label) {}

    /**
     * @param apiKey shown this once, and to who asks again under the same Idempotency-Key
     */
    record NewKey(String keyId, String apiKey) {}

    @PostMapping("/v1/advertisers/{advertiserId}/api-keys")
    @Allow({})
    ResponseEntity<NewKey> make(
            @PathVariable String advertiserId,
            @Valid @RequestBody Label body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller,
            PresentedKey presented) {
        AdvertiserController.mayExist(advertiserId);
        MakeApiKey command =
                keys.ofAdvertiser(
                        advertiserId,
                        body.label(),
                        presented.text(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
        String operation = "POST /v1/advertisers/" + advertiserId + "/api-keys";
        Answer<Made> answer =
                commands.send(
                        command,
                        Made.class,
                        new Request(Actor.of(caller, null), operation, body, key));
        Made made = answer.result();
        return answer.respond(HttpStatus.CREATED)
                .body(new NewKey(made.keyId(), NewKeys.key(presented.text(), made.salt())));
    }

    @DeleteMapping("/v1/api-keys/{keyId}")
    @Allow({})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String keyId) {
        if (!keys.revoke(keyId)) {
            throw Problem.notFound("NOT_FOUND", "No such key is in force");
        }
    }
}
