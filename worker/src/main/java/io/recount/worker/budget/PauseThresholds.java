package io.recount.worker.budget;

import io.recount.event.PauseThresholdReached;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import io.recount.worker.outbox.CallKind;
import io.recount.worker.outbox.Outbox;
import io.recount.worker.outbox.OutgoingCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pauses campaigns whose day is used up that far, by the cause {@code DAY} of that day. Nobody has
 * to take it away again: it counts on its day only, and a change of the limits looks at it anew.
 */
@Component
class PauseThresholds implements MessageHandler<PauseThresholdReached> {
    /** No day is longer: 24 hours, one of a zone's change, and one for clocks. */
    private static final Duration LONGEST_DAY = Duration.ofHours(26);

    private final Outbox outbox;
    private final JsonMapper json;

    PauseThresholds(Outbox outbox, JsonMapper json) {
        this.outbox = outbox;
        this.json = json;
    }

    @Override
    public Topic topic() {
        return Topic.BUDGET_MANAGEMENT;
    }

    @Override
    public Class<PauseThresholdReached> type() {
        return PauseThresholdReached.class;
    }

    @Override
    public Optional<String> refusal(PauseThresholdReached reached) {
        return reached.getCampaignId().isBlank()
                ? Optional.of("PauseThresholdReached without a campaign")
                : Optional.empty();
    }

    @Override
    public void apply(List<PauseThresholdReached> messages) {
        messages.forEach(reached -> outbox.add(pause(reached)));
    }

    /** The same instant is the same cause; told later again, it is asked for again. */
    private OutgoingCall pause(PauseThresholdReached reached) {
        String campaignId = reached.getCampaignId();
        Map<String, String> body =
                Map.of(
                        "cause",
                        "DAY",
                        "day",
                        reached.getDayStart().toString(),
                        "reason",
                        "At least "
                                + reached.getAutoPausePercent()
                                + " % of the day's budget is used");
        return new OutgoingCall(
                OutgoingCall.key(
                        CallKind.PAUSE,
                        List.of(
                                campaignId,
                                reached.getDayStart().toString(),
                                reached.getAt().toString())),
                CallKind.PAUSE,
                campaignId,
                campaignId,
                "POST",
                "/v1/campaigns/" + UriUtils.encodePathSegment(campaignId, "UTF-8") + "/pause",
                json.writeValueAsString(body),
                reached.getDayStart().plus(LONGEST_DAY));
    }
}
