package io.recount.worker.budget;

import io.recount.event.HoldRequested;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import io.recount.worker.outbox.CallEnd;
import io.recount.worker.outbox.CallKind;
import io.recount.worker.outbox.CallListener;
import io.recount.worker.outbox.Outbox;
import io.recount.worker.outbox.OutgoingCall;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds sources of invalid traffic: their clicks are not charged until then, whosever ad they are
 * on. A source that is held for as long already is not held once more.
 */
@Component
class Holds implements MessageHandler<HoldRequested>, CallListener {
    private static final int VALUE_LENGTH_MAX = 200;
    private static final int REASON_LENGTH_MAX = 500;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final JsonMapper json;

    Holds(JdbcClient jdbc, Outbox outbox, JsonMapper json) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.json = json;
    }

    @Override
    public Topic topic() {
        return Topic.BUDGET_MANAGEMENT;
    }

    @Override
    public Class<HoldRequested> type() {
        return HoldRequested.class;
    }

    @Override
    public Optional<String> refusal(HoldRequested hold) {
        boolean fits =
                !hold.getValue().isBlank()
                        && hold.getValue().length() <= VALUE_LENGTH_MAX
                        && !hold.getReason().isBlank();
        return fits
                ? Optional.empty()
                : Optional.of("HoldRequested without a reason, or with no value or too long a one");
    }

    @Override
    public void apply(List<HoldRequested> holds) {
        for (HoldRequested hold : holds) {
            if (isLonger(hold)) {
                outbox.add(call(hold)).ifPresent(callId -> remember(hold, callId));
            }
        }
    }

    private boolean isLonger(HoldRequested hold) {
        return jdbc.sql(
                                """
                                INSERT INTO analytics.alert_holds AS stored
                                    (kind, value, until, alert_id, reason, requested_at)
                                VALUES (?, ?, ?, ?, ?, ?)
                                ON CONFLICT (kind, value) DO UPDATE SET
                                    until = excluded.until,
                                    alert_id = excluded.alert_id,
                                    reason = excluded.reason,
                                    requested_at = excluded.requested_at,
                                    hold_id = NULL
                                WHERE excluded.until > stored.until""")
                        .params(
                                hold.getKind().name(),
                                hold.getValue(),
                                Timestamp.from(hold.getUntil()),
                                hold.getAlertId(),
                                hold.getReason(),
                                Timestamp.from(hold.getAt()))
                        .update()
                > 0;
    }

    private OutgoingCall call(HoldRequested hold) {
        String kind = hold.getKind().name();
        String until = hold.getUntil().toString();
        String reason = hold.getReason();
        Map<String, String> body =
                Map.of(
                        "kind",
                        kind,
                        "value",
                        hold.getValue(),
                        "until",
                        until,
                        "reason",
                        reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX)));
        return new OutgoingCall(
                OutgoingCall.key(
                        CallKind.HOLD, List.of(hold.getAlertId(), kind, hold.getValue(), until)),
                CallKind.HOLD,
                "hold:" + kind + ":" + hold.getValue(),
                hold.getAlertId(),
                "POST",
                "/v1/traffic-holds",
                json.writeValueAsString(body),
                hold.getUntil());
    }

    private void remember(HoldRequested hold, long callId) {
        jdbc.sql("UPDATE analytics.alert_holds SET outbox_id = ? WHERE kind = ? AND value = ?")
                .params(callId, hold.getKind().name(), hold.getValue())
                .update();
    }

    @Override
    public CallKind kind() {
        return CallKind.HOLD;
    }

    @Override
    public void ended(CallEnd end) {
        JsonNode answer = end.answer();
        if (end.status() == CallEnd.Status.DONE && answer != null) {
            jdbc.sql("UPDATE analytics.alert_holds SET hold_id = ? WHERE outbox_id = ?")
                    .params(answer.path("holdId").asString(), end.callId())
                    .update();
        }
    }
}
