package io.recount.command.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.alert.JudgeAlert.Judged;
import io.recount.command.budget.Positions;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.event.Verdict;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AlertController {
    /**
     * Whether there is such an alert only the worker's tables tell, which this service does not
     * read: it takes what may be one.
     */
    private static final Pattern ALERT_ID = Pattern.compile("alert-[0-9A-Za-z-]{1,64}");

    private static final int NOTE_MAX = 500;

    private final Commands commands;
    private final Positions positions;
    private final Clock clock;

    AlertController(Commands commands, Positions positions, Clock clock) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
    }

    record NewVerdict(@NotNull Verdict verdict, @Size(max = NOTE_MAX) @Nullable String note) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AlertVerdict(
            String alertId,
            Verdict verdict,
            @Nullable String note,
            Instant judgedAt,
            long position) {}

    @PostMapping("/v1/alerts/{alertId}/verdict")
    @Allow({})
    ResponseEntity<AlertVerdict> judge(
            @PathVariable String alertId,
            @Valid @RequestBody NewVerdict body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        if (!ALERT_ID.matcher(alertId).matches()) {
            throw Problem.notFound("NOT_FOUND", "This alert does not exist");
        }
        Answer<Judged> answer =
                commands.send(
                        new JudgeAlert(
                                alertId,
                                body.verdict(),
                                body.note(),
                                clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                        Judged.class,
                        new Request(
                                Actor.of(caller, null),
                                "POST /v1/alerts/" + alertId + "/verdict",
                                body,
                                key));
        Judged judged = answer.result();
        return answer.respond(HttpStatus.OK)
                .body(
                        new AlertVerdict(
                                alertId,
                                body.verdict(),
                                body.note(),
                                judged.judgedAt(),
                                positions.of(alertId, judged.sequence())));
    }
}
