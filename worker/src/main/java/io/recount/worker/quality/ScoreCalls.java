package io.recount.worker.quality;

import io.recount.worker.outbox.CallKind;
import io.recount.worker.outbox.Outbox;
import io.recount.worker.outbox.OutgoingCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gathers new scores for a moment and makes one call a campaign of them: an ad's scores come one by
 * one, and each call is an event of its campaign. Only an ad's newest score is set.
 */
@Component
class ScoreCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ScoreCalls.class);
    private static final int SCORES_AT_ONCE = 5_000;

    /** A campaign has no more ads. */
    private static final int ADS_MAX = 100;

    private static final int DECIMALS = 4;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final JsonMapper json;
    private final TransactionTemplate transaction;

    ScoreCalls(
            JdbcClient jdbc,
            Outbox outbox,
            JsonMapper json,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.json = json;
        this.transaction = new TransactionTemplate(transactions);
    }

    private record New(long id, String campaignId, boolean newest, Map<String, Object> score) {}

    @Scheduled(fixedDelayString = "${recount.quality.gather-ms}")
    void makeAll() {
        try {
            while (Integer.valueOf(SCORES_AT_ONCE)
                    .equals(transaction.execute(status -> makeSome()))) {
                LOG.debug("More scores wait");
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Quality scores cannot be handed on now: {}", e.toString());
        }
    }

    private int makeSome() {
        List<New> found = unqueued();
        Map<String, List<New>> byCampaign =
                found.stream()
                        .filter(New::newest)
                        .collect(
                                Collectors.groupingBy(
                                        New::campaignId, TreeMap::new, Collectors.toList()));
        byCampaign.forEach(this::call);
        jdbc.sql("UPDATE analytics.quality_scores SET queued = true WHERE id = ANY(?::bigint[])")
                .param(found.stream().map(New::id).toArray(Long[]::new))
                .update();
        return found.size();
    }

    private List<New> unqueued() {
        return jdbc.sql(
                        """
                        SELECT id, campaign_id, ad_id, score_e4, low_e4, high_e4, clicks,
                               impressions,
                               NOT EXISTS (
                                   SELECT 1 FROM analytics.quality_scores AS later
                                   WHERE later.ad_id = score.ad_id
                                     AND later.scored_at > score.scored_at) AS newest
                        FROM analytics.quality_scores AS score
                        WHERE NOT queued ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED""")
                .param(SCORES_AT_ONCE)
                .query(
                        (row, n) -> {
                            Map<String, Object> score = new LinkedHashMap<>();
                            score.put("adId", row.getString("ad_id"));
                            score.put("score", decimal(row.getLong("score_e4")));
                            score.put("clicks", row.getLong("clicks"));
                            score.put("impressions", row.getLong("impressions"));
                            score.put("low", decimal(row.getLong("low_e4")));
                            score.put("high", decimal(row.getLong("high_e4")));
                            return new New(
                                    row.getLong("id"),
                                    row.getString("campaign_id"),
                                    row.getBoolean("newest"),
                                    score);
                        })
                .list();
    }

    private static BigDecimal decimal(long e4) {
        return BigDecimal.valueOf(e4, DECIMALS);
    }

    private void call(String campaignId, List<New> scores) {
        for (int from = 0; from < scores.size(); from += ADS_MAX) {
            List<New> part = scores.subList(from, Math.min(scores.size(), from + ADS_MAX));
            List<String> cause = new ArrayList<>(List.of(campaignId));
            part.forEach(score -> cause.add(Long.toString(score.id())));
            outbox.add(
                    new OutgoingCall(
                            OutgoingCall.key(CallKind.QUALITY, cause),
                            CallKind.QUALITY,
                            "quality:" + campaignId,
                            campaignId,
                            "PUT",
                            "/v1/campaigns/"
                                    + UriUtils.encodePathSegment(campaignId, "UTF-8")
                                    + "/quality-scores",
                            json.writeValueAsString(
                                    Map.of("scores", part.stream().map(New::score).toList())),
                            null));
        }
    }
}
