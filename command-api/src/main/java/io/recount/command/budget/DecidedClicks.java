package io.recount.command.budget;

import io.recount.command.groupcommit.BatchPreparation;
import io.recount.event.BudgetLimit;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import io.recount.rules.ClickDecision;
import io.recount.rules.PricedClick;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The register of click ids about which money was decided: whoever comes second learns what was
 * first. A batch's ids are looked up by one statement before its handlers, under the log's append
 * lock, so no one else can decide them meanwhile; its own decisions are remembered in its unit of
 * work, and written by one statement beside their events. The table's key backs all this up.
 */
@Component
public class DecidedClicks implements BatchPreparation, AppendListener {
    private static final String BATCH = DecidedClicks.class.getName();

    private static final String FIND =
            """
            SELECT click_id, advertiser_id, campaign_id, ad_id, outcome, charged_micros, position
            FROM event_log.decided_clicks WHERE click_id = ANY(?)""";

    private static final String INSERT =
            """
            INSERT INTO event_log.decided_clicks
                (click_id, advertiser_id, campaign_id, ad_id, outcome, budget_limit,
                 charged_micros, decided_at, position)
            SELECT click, advertiser, campaign, ad, outcome, budget_limit, charged,
                   timestamptz 'epoch' + at_ms * interval '1 millisecond', place
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS row
                (click, advertiser, campaign, ad, outcome, budget_limit, charged, at_ms, place)""";

    private final JdbcClient jdbc;

    DecidedClicks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A click that was decided.
     *
     * @param position of the decision's event; null while its batch is not yet appended
     */
    public record DecidedClick(
            String clickId,
            String advertiserId,
            String campaignId,
            String adId,
            ClickOutcome outcome,
            long chargedMicros,
            @Nullable Long position) {
        public boolean isCharged() {
            return outcome == ClickOutcome.CHARGED || outcome == ClickOutcome.CHARGED_GRACE;
        }
    }

    /** What the current unit of work knows, and of which ids it knows all. */
    private record Batch(Map<String, @Nullable DecidedClick> clicks) {}

    @Override
    public void prepare(List<? extends CommandMessage<?>> commands, RoundTrip trip) {
        Map<String, @Nullable DecidedClick> clicks = new HashMap<>();
        for (CommandMessage<?> command : commands) {
            if (command.getPayload() instanceof DecideClick decide) {
                clicks.put(decide.click().clickId(), null);
            }
        }
        if (!clicks.isEmpty()) {
            trip.ask(
                    FIND,
                    row -> clicks.put(row.getString(1), read(row)),
                    (Object) clicks.keySet().toArray(String[]::new));
            CurrentUnitOfWork.get().root().resources().put(BATCH, new Batch(clicks));
        }
    }

    public Optional<DecidedClick> find(String clickId) {
        Batch batch = batch();
        return batch != null && batch.clicks.containsKey(clickId)
                ? Optional.ofNullable(batch.clicks.get(clickId))
                : select(clickId).stream().findFirst();
    }

    /**
     * Claims the click's id for this decision; false when it was decided before. Only in a batch
     * that was prepared for it.
     */
    boolean claim(String advertiserId, PricedClick click, ClickDecision decision) {
        Batch batch = batch();
        if (batch == null || !batch.clicks.containsKey(click.clickId())) {
            throw new IllegalStateException("Nobody looked for " + click.clickId());
        }
        return batch.clicks.putIfAbsent(click.clickId(), decided(advertiserId, click, decision))
                == null;
    }

    private static DecidedClick decided(
            String advertiserId, PricedClick click, ClickDecision decision) {
        if (decision instanceof ClickDecision.Charged charged) {
            ClickCharged event = charged.event();
            return decided(advertiserId, click, event.getOutcome(), event.getChargedMicros());
        }
        if (decision instanceof ClickDecision.NotCharged notCharged) {
            return decided(advertiserId, click, notCharged.event().getOutcome(), 0);
        }
        throw new IllegalArgumentException("Claims no id: " + decision);
    }

    private static DecidedClick decided(
            String advertiserId, PricedClick click, ClickOutcome outcome, long chargedMicros) {
        return new DecidedClick(
                click.clickId(),
                advertiserId,
                click.campaignId(),
                click.adId(),
                outcome,
                chargedMicros,
                null);
    }

    private static @Nullable Batch batch() {
        return CurrentUnitOfWork.isStarted()
                ? CurrentUnitOfWork.get().root().getResource(BATCH)
                : null;
    }

    private List<DecidedClick> select(String... clickIds) {
        return jdbc.sql(FIND).param(clickIds).query((row, n) -> read(row)).list();
    }

    private static DecidedClick read(ResultSet row) throws SQLException {
        return new DecidedClick(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                ClickOutcome.valueOf(row.getString(5)),
                row.getLong(6),
                row.getLong(7));
    }

    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        Rows rows = new Rows(events.size());
        events.forEach(rows::add);
        if (rows.count > 0) {
            rows.insert(trip);
        }
    }

    /** Columns, as {@code unnest} wants them. */
    private static final class Rows {
        private final String[] clickIds;
        private final String[] advertiserIds;
        private final String[] campaignIds;
        private final String[] adIds;
        private final String[] outcomes;
        private final @Nullable String[] limits;
        private final long[] chargedMicros;
        private final long[] decidedAtMs;
        private final long[] positions;
        private int count;

        Rows(int size) {
            clickIds = new String[size];
            advertiserIds = new String[size];
            campaignIds = new String[size];
            adIds = new String[size];
            outcomes = new String[size];
            limits = new @Nullable String[size];
            chargedMicros = new long[size];
            decidedAtMs = new long[size];
            positions = new long[size];
        }

        void add(Appended appended) {
            Object event = appended.event().getPayload();
            if (event instanceof ClickCharged charged) {
                clickIds[count] = charged.getClickId();
                advertiserIds[count] = charged.getAdvertiserId();
                campaignIds[count] = charged.getCampaignId();
                adIds[count] = charged.getAdId();
                outcomes[count] = charged.getOutcome().name();
                chargedMicros[count] = charged.getChargedMicros();
                decidedAtMs[count] = charged.getAt().toEpochMilli();
                positions[count++] = appended.position();
            } else if (event instanceof ClickNotCharged notCharged) {
                BudgetLimit limit = notCharged.getLimit();
                clickIds[count] = notCharged.getClickId();
                advertiserIds[count] = notCharged.getAdvertiserId();
                campaignIds[count] = notCharged.getCampaignId();
                adIds[count] = notCharged.getAdId();
                outcomes[count] = notCharged.getOutcome().name();
                limits[count] = limit == null ? null : limit.name();
                decidedAtMs[count] = notCharged.getAt().toEpochMilli();
                positions[count++] = appended.position();
            }
        }

        void insert(RoundTrip trip) {
            trip.write(
                    INSERT,
                    Arrays.copyOf(clickIds, count),
                    Arrays.copyOf(advertiserIds, count),
                    Arrays.copyOf(campaignIds, count),
                    Arrays.copyOf(adIds, count),
                    Arrays.copyOf(outcomes, count),
                    Arrays.copyOf(limits, count),
                    Arrays.copyOf(chargedMicros, count),
                    Arrays.copyOf(decidedAtMs, count),
                    Arrays.copyOf(positions, count));
        }
    }
}
