package io.recount.worker.budget;

import io.recount.event.CreditRequested;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import io.recount.worker.outbox.CallEnd;
import io.recount.worker.outbox.CallKind;
import io.recount.worker.outbox.CallListener;
import io.recount.worker.outbox.Outbox;
import io.recount.worker.outbox.OutgoingCall;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for the charges of invalid clicks to be given back, each click in one call only, whichever
 * alerts name it. Above its limit command-api makes a proposal of it, which an operator decides.
 */
@Component
class Credits implements MessageHandler<CreditRequested>, CallListener {
    /** As many as command-api takes at once. */
    static final int CLICKS_AT_ONCE = 500;

    private static final int REASON_LENGTH_MAX = 200;
    private static final int ACCEPTED = 202;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final JsonMapper json;

    Credits(JdbcClient jdbc, Outbox outbox, JsonMapper json) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.json = json;
    }

    @Override
    public Topic topic() {
        return Topic.BUDGET_MANAGEMENT;
    }

    @Override
    public Class<CreditRequested> type() {
        return CreditRequested.class;
    }

    @Override
    public Optional<String> refusal(CreditRequested request) {
        return request.getClickIds().isEmpty() || request.getReason().isBlank()
                ? Optional.of("CreditRequested without clicks or without a reason")
                : Optional.empty();
    }

    @Override
    public void apply(List<CreditRequested> requests) {
        for (CreditRequested request : requests) {
            List<String> fresh = fresh(request.getClickIds());
            for (int from = 0; from < fresh.size(); from += CLICKS_AT_ONCE) {
                ask(request, fresh.subList(from, Math.min(fresh.size(), from + CLICKS_AT_ONCE)));
            }
        }
    }

    /** Those that are in no call yet. */
    private List<String> fresh(List<String> clickIds) {
        return jdbc.sql(
                        """
                        SELECT DISTINCT asked.click_id
                        FROM unnest(?::text[]) AS asked(click_id)
                        LEFT JOIN analytics.credit_clicks AS done USING (click_id)
                        WHERE done.click_id IS NULL ORDER BY asked.click_id""")
                .param(clickIds.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    private void ask(CreditRequested request, List<String> clickIds) {
        outbox.add(call(request, clickIds))
                .ifPresent(callId -> remember(request, clickIds, callId));
    }

    private OutgoingCall call(CreditRequested request, List<String> clickIds) {
        List<String> cause = new ArrayList<>(clickIds);
        cause.add(request.getAlertId());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clickIds", clickIds);
        String reason = request.getReason();
        body.put("reason", reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX)));
        return new OutgoingCall(
                OutgoingCall.key(CallKind.CREDIT, cause),
                CallKind.CREDIT,
                "credit:" + request.getAdvertiserId(),
                request.getAlertId(),
                "POST",
                "/v1/credits",
                json.writeValueAsString(body),
                null);
    }

    private void remember(CreditRequested request, List<String> clickIds, long callId) {
        jdbc.sql(
                        """
                        WITH credit AS (
                            INSERT INTO analytics.alert_credits
                                (outbox_id, alert_id, advertiser_id, click_count, reason,
                                 requested_at)
                            VALUES (:callId, :alertId, :advertiserId, :count, :reason, :at)
                            RETURNING id)
                        INSERT INTO analytics.credit_clicks (click_id, alert_credit_id)
                        SELECT unnest(:clickIds::text[]), id FROM credit
                        ON CONFLICT (click_id) DO NOTHING""")
                .param("callId", callId)
                .param("alertId", request.getAlertId())
                .param("advertiserId", request.getAdvertiserId())
                .param("count", clickIds.size())
                .param("reason", request.getReason())
                .param("at", Timestamp.from(request.getAt()))
                .param("clickIds", clickIds.toArray(String[]::new))
                .update();
    }

    @Override
    public CallKind kind() {
        return CallKind.CREDIT;
    }

    @Override
    public void ended(CallEnd end) {
        JsonNode answer = end.answer();
        if (end.status() != CallEnd.Status.DONE || answer == null) {
            String status = end.status() == CallEnd.Status.PARKED ? "PARKED" : "DROPPED";
            settle(end.callId(), status, 0, 0, null, null);
        } else if (Integer.valueOf(ACCEPTED).equals(end.httpStatus())) {
            settle(
                    end.callId(),
                    "PROPOSED",
                    0,
                    0,
                    answer.path("proposalId").asString(),
                    answer.path("amountMicros").asLong());
        } else {
            settle(
                    end.callId(),
                    "CREDITED",
                    credited(answer.path("perClick")),
                    answer.path("creditedMicros").asLong(),
                    null,
                    null);
        }
    }

    private static int credited(JsonNode perClick) {
        int credited = 0;
        for (JsonNode click : perClick) {
            if (click.path("result").asString().equals("CREDITED")) {
                credited++;
            }
        }
        return credited;
    }

    private void settle(
            long callId,
            String status,
            int clicks,
            long micros,
            @Nullable String proposalId,
            @Nullable Long proposedMicros) {
        jdbc.sql(
                        """
                        UPDATE analytics.alert_credits
                        SET status = :status, credited_clicks = :clicks, credited_micros = :micros,
                            proposal_id = :proposalId, proposed_micros = :proposedMicros,
                            settled_at = now()
                        WHERE outbox_id = :callId""")
                .param("status", status)
                .param("clicks", clicks)
                .param("micros", micros)
                .param("proposalId", proposalId)
                .param("proposedMicros", proposedMicros)
                .param("callId", callId)
                .update();
    }
}
