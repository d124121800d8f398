package io.recount.command.budget;

import io.recount.event.BudgetLimit;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.rules.ClickDecision;
import io.recount.rules.PricedClick;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The register of click ids about which money was decided. A row is written in the transaction that
 * appends the decision's event, and its key is unique: whoever comes second learns what was first.
 */
@Component
public class DecidedClicks {
    private final JdbcClient jdbc;

    DecidedClicks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A click that was decided. */
    public record DecidedClick(
            String clickId,
            String advertiserId,
            String campaignId,
            String adId,
            ClickOutcome outcome,
            long chargedMicros) {
        public boolean isCharged() {
            return outcome == ClickOutcome.CHARGED || outcome == ClickOutcome.CHARGED_GRACE;
        }
    }

    public Optional<DecidedClick> find(String clickId) {
        return jdbc.sql(
                        """
                        SELECT click_id, advertiser_id, campaign_id, ad_id, outcome, charged_micros
                        FROM event_log.decided_clicks WHERE click_id = ?""")
                .param(clickId)
                .query(
                        (row, n) ->
                                new DecidedClick(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        ClickOutcome.valueOf(row.getString(5)),
                                        row.getLong(6)))
                .optional();
    }

    /** Claims the click's id for this decision; false when it was decided before. */
    boolean claim(String advertiserId, PricedClick click, ClickDecision decision) {
        if (decision instanceof ClickDecision.Charged charged) {
            ClickCharged event = charged.event();
            return insert(
                    advertiserId,
                    click,
                    event.getOutcome(),
                    null,
                    event.getChargedMicros(),
                    event.getAt());
        }
        if (decision instanceof ClickDecision.NotCharged notCharged) {
            ClickNotCharged event = notCharged.event();
            return insert(
                    advertiserId, click, event.getOutcome(), event.getLimit(), 0, event.getAt());
        }
        throw new IllegalArgumentException("Claims no id: " + decision);
    }

    private boolean insert(
            String advertiserId,
            PricedClick click,
            ClickOutcome outcome,
            @Nullable BudgetLimit limit,
            long chargedMicros,
            Instant at) {
        return jdbc.sql(
                                """
                                INSERT INTO event_log.decided_clicks
                                    (click_id, advertiser_id, campaign_id, ad_id, outcome,
                                     budget_limit, charged_micros, decided_at)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                                ON CONFLICT (click_id) DO NOTHING""")
                        .param(click.clickId())
                        .param(advertiserId)
                        .param(click.campaignId())
                        .param(click.adId())
                        .param(outcome.name())
                        .param(limit == null ? null : limit.name())
                        .param(chargedMicros)
                        .param(at.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }
}
