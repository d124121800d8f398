package io.recount.command.advertiser;

import io.recount.command.budget.DepositFunds;
import io.recount.command.budget.DepositFunds.Deposited;
import io.recount.command.budget.Positions;
import io.recount.command.budget.RefundFunds;
import io.recount.command.budget.RefundFunds.Refunded;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.money.Micros;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Money that an advertiser pays in, and gets back. */
@RestController
class FundsController {
    private final Commands commands;
    private final Positions positions;
    private final Clock clock;

    FundsController(Commands commands, Positions positions, Clock clock) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
    }

    record Payment(
            @NotNull @Positive @Max(Micros.MAX) Long amountMicros,
            @NotBlank @Size(max = AdvertiserController.TEXT_MAX) String reference) {}

    record Paid(long balanceMicros, long position) {}

    @PostMapping("/v1/advertisers/{advertiserId}/deposits")
    @Allow({})
    ResponseEntity<Paid> deposit(
            @PathVariable String advertiserId,
            @Valid @RequestBody Payment body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        Request request = request(advertiserId, "/deposits", body, key, caller);
        var command = new DepositFunds(advertiserId, body.amountMicros(), body.reference(), now());
        Answer<Deposited> answer = commands.send(command, Deposited.class, request);
        Deposited made = answer.result();
        return respond(answer, advertiserId, made.balanceMicros(), made.sequence());
    }

    @PostMapping("/v1/advertisers/{advertiserId}/refunds")
    @Allow({})
    ResponseEntity<Paid> refund(
            @PathVariable String advertiserId,
            @Valid @RequestBody Payment body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        Request request = request(advertiserId, "/refunds", body, key, caller);
        var command = new RefundFunds(advertiserId, body.amountMicros(), body.reference(), now());
        Answer<Refunded> answer = commands.send(command, Refunded.class, request);
        Refunded made = answer.result();
        return respond(answer, advertiserId, made.balanceMicros(), made.sequence());
    }

    private static Request request(
            String advertiserId, String what, Payment body, @Nullable String key, Caller caller) {
        String operation = "POST /v1/advertisers/" + advertiserId + what;
        Request request = new Request(Actor.of(caller, null), operation, body, key).mustHaveKey();
        AdvertiserController.mayExist(advertiserId);
        return request;
    }

    private ResponseEntity<Paid> respond(
            Answer<?> answer, String advertiserId, long balanceMicros, long sequence) {
        return answer.respond(HttpStatus.OK)
                .body(new Paid(balanceMicros, positions.of(advertiserId, sequence)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
