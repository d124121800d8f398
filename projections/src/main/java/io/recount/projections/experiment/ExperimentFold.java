package io.recount.projections.experiment;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.ClickCharged;
import io.recount.event.ExperimentArm;
import io.recount.event.PriceArm;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Routes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Plans, and clicks by arm. No event carries an arm's sum, so sums are built here: each click has a
 * row, and only a row that is new is added. An event that comes again changes nothing, and one that
 * was parked, a click or a plan, is made good whenever it comes.
 */
final class ExperimentFold implements Fold {
    static final Routes<ExperimentFold> ROUTES =
            new Routes<ExperimentFold>()
                    .on(PriceExperimentPlanned.class, ExperimentFold::planned)
                    .on(PriceExperimentStopped.class, ExperimentFold::stopped)
                    .on(ClickCharged.class, (fold, e, at) -> fold.charged(e));

    private final JdbcTemplate jdbc;

    private final List<@Nullable Object[]> plans = new ArrayList<>();
    private final List<@Nullable Object[]> arms = new ArrayList<>();
    private final List<@Nullable Object[]> stops = new ArrayList<>();

    private final List<String> clickIds = new ArrayList<>();
    private final List<String> experimentIds = new ArrayList<>();
    private final List<String> armNames = new ArrayList<>();
    private final List<Long> chargedMicros = new ArrayList<>();

    ExperimentFold(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(LoggedEvent event) {
        ROUTES.take(this, event);
    }

    private void planned(PriceExperimentPlanned e, LoggedEvent event) {
        plans.add(
                row(
                        e.getExperimentId(),
                        e.getName(),
                        e.getLayer(),
                        e.getStartsAt(),
                        e.getEndsAt(),
                        e.getAt(),
                        event.position()));
        for (int i = 0; i < e.getArms().size(); i++) {
            PriceArm arm = e.getArms().get(i);
            arms.add(
                    row(
                            e.getExperimentId(),
                            arm.getName(),
                            i,
                            arm.getWeight(),
                            arm.getBidMultiplierE4(),
                            e.getExperimentId(),
                            arm.getName()));
        }
    }

    private void stopped(PriceExperimentStopped e, LoggedEvent event) {
        stops.add(row(e.getAt(), event.position(), e.getExperimentId()));
    }

    private void charged(ClickCharged e) {
        for (ExperimentArm arm : e.getArms()) {
            clickIds.add(e.getClickId());
            experimentIds.add(arm.getExperimentId());
            armNames.add(arm.getArm());
            chargedMicros.add(e.getChargedMicros());
        }
    }

    /** Arms are begun before clicks are added to them. */
    @Override
    public void write() {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.price_experiments
                    (experiment_id, name, layer, starts_at, ends_at, planned_at, position)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (experiment_id) DO NOTHING""",
                plans.stream());
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.price_arms
                    (experiment_id, arm, ordinal, weight, bid_multiplier_e4, clicks, cost_micros)
                SELECT ?, ?, ?, ?, ?, count(*), coalesce(sum(charged_micros), 0)
                FROM read_model.price_arm_clicks WHERE experiment_id = ? AND arm = ?
                ON CONFLICT (experiment_id, arm) DO NOTHING""",
                arms.stream());
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.price_experiments SET stopped_at = ?, position = ?
                WHERE experiment_id = ? AND stopped_at IS NULL""",
                stops.stream());
        writeClicks();
    }

    private void writeClicks() {
        if (clickIds.isEmpty()) {
            return;
        }
        jdbc.update(
                """
                WITH clicks AS (
                    INSERT INTO read_model.price_arm_clicks
                        (click_id, experiment_id, arm, charged_micros)
                    SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
                    ON CONFLICT (experiment_id, click_id) DO NOTHING
                    RETURNING experiment_id, arm, charged_micros),
                sums AS (
                    SELECT experiment_id, arm, count(*) AS clicks,
                           sum(charged_micros)::bigint AS micros
                    FROM clicks GROUP BY experiment_id, arm)
                UPDATE read_model.price_arms a
                SET clicks = a.clicks + s.clicks, cost_micros = a.cost_micros + s.micros
                FROM sums s WHERE a.experiment_id = s.experiment_id AND a.arm = s.arm""",
                clickIds.toArray(String[]::new),
                experimentIds.toArray(String[]::new),
                armNames.toArray(String[]::new),
                chargedMicros.toArray(Long[]::new));
    }
}
