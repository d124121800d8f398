package io.recount.worker.budget;

import io.recount.event.AnomalyDetected;
import io.recount.event.Evidence;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores alerts: of each what was told newest, and all clicks that were ever told of it. So order
 * and repetition of messages do not matter.
 */
@Repository
class Alerts implements MessageHandler<AnomalyDetected> {
    private static final String UPSERT =
            """
            INSERT INTO analytics.alerts AS stored
                (alert_id, kind, severity, invalid_traffic, advertiser_id, campaign_id, ad_id,
                 rule_id, rule_version, from_at, to_at, evidence, raised_at, told_at)
            VALUES (:alertId, :kind, :severity, :invalidTraffic, :advertiserId, :campaignId, :adId,
                    :ruleId, :ruleVersion, :from, :to, :evidence::jsonb, :at, :at)
            ON CONFLICT (alert_id) DO UPDATE SET
                severity = excluded.severity,
                invalid_traffic = excluded.invalid_traffic,
                campaign_id = excluded.campaign_id,
                ad_id = excluded.ad_id,
                rule_id = excluded.rule_id,
                rule_version = excluded.rule_version,
                from_at = excluded.from_at,
                to_at = excluded.to_at,
                evidence = excluded.evidence,
                told_at = excluded.told_at
            WHERE excluded.told_at > stored.told_at""";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Alerts(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public Topic topic() {
        return Topic.BUDGET_MANAGEMENT;
    }

    @Override
    public Class<AnomalyDetected> type() {
        return AnomalyDetected.class;
    }

    @Override
    public Optional<String> refusal(AnomalyDetected alert) {
        return alert.getAlertId().isBlank() || alert.getRuleId().isBlank()
                ? Optional.of("AnomalyDetected without an id or a rule")
                : Optional.empty();
    }

    @Override
    public void apply(List<AnomalyDetected> alerts) {
        alerts.stream()
                .sorted(Comparator.comparing(AnomalyDetected::getAlertId))
                .forEach(this::store);
    }

    private void store(AnomalyDetected alert) {
        Timestamp at = Timestamp.from(alert.getAt());
        jdbc.sql(UPSERT)
                .param("alertId", alert.getAlertId())
                .param("kind", alert.getKind().name())
                .param("severity", alert.getSeverity().name())
                .param(
                        "invalidTraffic",
                        alert.getInvalidTraffic() == null ? null : alert.getInvalidTraffic().name())
                .param("advertiserId", alert.getAdvertiserId())
                .param("campaignId", alert.getCampaignId())
                .param("adId", alert.getAdId())
                .param("ruleId", alert.getRuleId())
                .param("ruleVersion", alert.getRuleVersion())
                .param("from", Timestamp.from(alert.getFrom()))
                .param("to", Timestamp.from(alert.getTo()))
                .param("evidence", evidence(alert.getEvidence()))
                .param("at", at)
                .update();
        jdbc.sql(
                        """
                        WITH told AS (
                            INSERT INTO analytics.alert_clicks (alert_id, click_id)
                            SELECT :alertId, unnest(:clickIds::text[]) ON CONFLICT DO NOTHING
                            RETURNING 1)
                        UPDATE analytics.alerts
                        SET click_count = click_count + (SELECT count(*) FROM told),
                            raised_at = least(raised_at, :at)
                        WHERE alert_id = :alertId""")
                .param("alertId", alert.getAlertId())
                .param("clickIds", alert.getClickIds().toArray(String[]::new))
                .param("at", at)
                .update();
    }

    private String evidence(List<Evidence> evidence) {
        return json.writeValueAsString(evidence.stream().map(Alerts::named).toList());
    }

    private static Map<String, String> named(Evidence evidence) {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("name", evidence.getName());
        named.put("value", evidence.getValue());
        return named;
    }
}
