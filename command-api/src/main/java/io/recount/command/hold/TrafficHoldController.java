package io.recount.command.hold;

import com.github.f4b6a3.tsid.TsidCreator;
import io.recount.command.budget.Positions;
import io.recount.command.hold.PlaceTrafficHold.Placed;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.event.HoldKind;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
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

@RestController
class TrafficHoldController {
    private static final Pattern HOLD_ID = Pattern.compile("hold-[0-9a-z]{13}");
    private static final Duration LENGTH_MAX = Duration.ofDays(366);

    /** Each click looks for each held agent's text in its own. */
    private static final int AGENTS_MAX = 200;

    private static final int VALUES_MAX = 10_000;

    private final Commands commands;
    private final Positions positions;
    private final HoldValues values;
    private final TrafficHolds holds;
    private final Clock clock;

    TrafficHoldController(
            Commands commands,
            Positions positions,
            HoldValues values,
            TrafficHolds holds,
            Clock clock) {
        this.commands = commands;
        this.positions = positions;
        this.values = values;
        this.holds = holds;
        this.clock = clock;
    }

    record NewHold(
            @NotNull HoldKind kind,
            @NotBlank @Size(max = 200) String value,
            @NotNull Instant until,
            @NotBlank @Size(max = 500) String reason) {}

    record HoldPlaced(String holdId, HoldKind kind, String value, Instant until, long position) {}

    @PostMapping("/v1/traffic-holds")
    @Allow(Role.SERVICE)
    ResponseEntity<HoldPlaced> place(
            @Valid @RequestBody NewHold body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        Instant now = now();
        Instant until = body.until().truncatedTo(ChronoUnit.MILLIS);
        if (!until.isAfter(now) || until.isAfter(now.plus(LENGTH_MAX))) {
            String detail = "In the future, by at most " + LENGTH_MAX.toDays() + " days";
            throw Problem.unprocessable("INVALID_FIELD", "/until: " + detail)
                    .withError("/until", detail);
        }
        String value = values.of(body.kind(), body.value());
        if (holds.size(body.kind()) >= (body.kind() == HoldKind.AGENT ? AGENTS_MAX : VALUES_MAX)) {
            throw Problem.unprocessable(
                    "TOO_MANY_HOLDS", "So many of this kind are in force: lift some first");
        }
        Answer<Placed> answer =
                commands.send(
                        new PlaceTrafficHold(
                                "hold-" + TsidCreator.getTsid256().toLowerCase(),
                                body.kind(),
                                value,
                                until,
                                body.reason(),
                                now),
                        Placed.class,
                        new Request(Actor.of(caller, null), "POST /v1/traffic-holds", body, key));
        holds.refresh();
        Placed placed = answer.result();
        return answer.respond(HttpStatus.CREATED)
                .body(
                        new HoldPlaced(
                                placed.holdId(),
                                body.kind(),
                                placed.value(),
                                placed.until(),
                                positions.of(placed.holdId(), placed.sequence())));
    }

    @DeleteMapping("/v1/traffic-holds/{holdId}")
    @Allow(Role.SERVICE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void lift(@PathVariable String holdId, Caller caller) {
        if (!HOLD_ID.matcher(holdId).matches()) {
            throw Problem.notFound("NOT_FOUND", holdId + " does not exist");
        }
        commands.send(new LiftTrafficHold(holdId, now()), Long.class, Actor.of(caller, null));
        holds.refresh();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
