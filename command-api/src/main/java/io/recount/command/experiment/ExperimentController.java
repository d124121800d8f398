package io.recount.command.experiment;

import io.recount.command.Ids;
import io.recount.command.budget.Positions;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.event.PriceArm;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExperimentController {
    private static final String LAYER = "default";
    private static final int MULTIPLIER_DECIMALS = 4;

    private final Commands commands;
    private final Positions positions;
    private final Clock clock;

    ExperimentController(Commands commands, Positions positions, Clock clock) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
    }

    /**
     * The body of {@code POST /v1/price-experiments}.
     *
     * @param layer visitors are assigned anew in each
     */
    record NewExperiment(
            @NotBlank @Size(max = 100) String name,
            @NotNull Instant startsAt,
            @Nullable Instant endsAt,
            @Pattern(
                            regexp = "[a-z0-9-]{1,32}",
                            message = "1 to 32 lower-case letters, digits and dashes")
                    @Nullable String layer,
            @NotNull @Size(min = ExperimentRules.ARMS_MIN, max = ExperimentRules.ARMS_MAX)
                    List<@NotNull @Valid Arm> arms) {}

    /**
     * One arm.
     *
     * @param weight its share is its weight over the sum of all
     * @param bidMultiplier in steps of 0.0001
     */
    record Arm(
            @NotNull
                    @Pattern(
                            regexp = "[A-Za-z0-9._-]{1,16}",
                            message = "1 to 16 letters, digits, dots, dashes and underscores")
                    String name,
            @NotNull @Min(1) @Max(10_000) Integer weight,
            @NotNull
                    @DecimalMin("0.1")
                    @DecimalMax("10")
                    @Digits(integer = 2, fraction = MULTIPLIER_DECIMALS)
                    BigDecimal bidMultiplier) {
        private PriceArm toEvent() {
            return new PriceArm(
                    name,
                    weight,
                    bidMultiplier.movePointRight(MULTIPLIER_DECIMALS).longValueExact());
        }
    }

    record Planned(String experimentId, long position) {}

    record Stopped(String experimentId, Instant endsAt, long position) {}

    @PostMapping("/v1/price-experiments")
    @Allow({})
    ResponseEntity<Planned> plan(
            @Valid @RequestBody NewExperiment body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String layer = body.layer();
        Instant endsAt = body.endsAt();
        var command =
                new PlanExperiment(
                        Ids.newExperimentId(),
                        body.name(),
                        layer == null ? LAYER : layer,
                        body.arms().stream().map(Arm::toEvent).toList(),
                        body.startsAt().truncatedTo(ChronoUnit.MILLIS),
                        endsAt == null ? null : endsAt.truncatedTo(ChronoUnit.MILLIS),
                        now());
        Answer<Written> answer =
                commands.send(
                        command,
                        Written.class,
                        new Request(
                                Actor.of(caller, null), "POST /v1/price-experiments", body, key));
        Written written = answer.result();
        return answer.respond(HttpStatus.CREATED)
                .body(new Planned(written.experimentId(), position(written)));
    }

    @PostMapping("/v1/price-experiments/{experimentId}/stop")
    @Allow({})
    ResponseEntity<Stopped> stop(
            @PathVariable String experimentId,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        if (!Ids.isExperimentId(experimentId)) {
            throw Problem.notFound("NOT_FOUND", "This experiment does not exist");
        }
        String operation = "POST /v1/price-experiments/" + experimentId + "/stop";
        Answer<Written> answer =
                commands.send(
                        new StopExperiment(experimentId, now()),
                        Written.class,
                        new Request(Actor.of(caller, null), operation, "", key));
        Written written = answer.result();
        return answer.respond(HttpStatus.OK)
                .body(new Stopped(written.experimentId(), written.at(), position(written)));
    }

    private long position(Written written) {
        return positions.of(written.experimentId(), written.sequence());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
