package io.recount.worker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.Evidence;
import io.recount.event.PauseThresholdReached;
import io.recount.event.Severity;
import io.recount.worker.CommandApiDouble.Call;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From messages of the stream to command-api's calls and to rows. */
class BudgetManagementIT extends BesideCommandApi {
    @Test
    void pausesAUsedUpCampaignForItsDayOnce() {
        // given
        PauseThresholdReached reached = reached("adv-pause", NOW);

        // when: told, delivered again, and told once more later
        send(reached.getCampaignId(), reached);
        send(reached.getCampaignId(), reached);
        send(reached.getCampaignId(), reached("adv-pause", NOW.plusSeconds(600)));

        // then
        String path = "/v1/campaigns/adv-pause/pause";
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 2);
        assertThat(commandApi.executed(path))
                .allSatisfy(
                        call -> {
                            assertThat(call.body().path("cause").asString()).isEqualTo("DAY");
                            assertThat(Instant.parse(call.body().path("day").asString()))
                                    .isEqualTo(DAY);
                        });
        assertThat(commandApi.executed(path)).extracting(Call::key).doesNotHaveDuplicates();
        awaitNothingWaitsFor("adv-pause");
    }

    @Test
    void anAlertShowsWhatWasToldNewestAndAllItsClicks() {
        // given
        AnomalyDetected.Builder alert =
                AnomalyDetected.newBuilder()
                        .setAlertId("alert-1")
                        .setKind(AnomalyKind.BOT)
                        .setAdvertiserId("adv")
                        .setRuleId("even-intervals")
                        .setFrom(NOW)
                        .setTo(NOW)
                        .setSeverity(Severity.MEDIUM)
                        .setEvidence(List.of(new Evidence("clicks", "3 where 1 was expected")))
                        .setClickIds(List.of("adv-1", "adv-2"))
                        .setAt(NOW);
        AnomalyDetected more =
                AnomalyDetected.newBuilder(alert)
                        .setSeverity(Severity.HIGH)
                        .setClickIds(List.of("adv-2", "adv-3"))
                        .setAt(NOW.plusSeconds(60))
                        .build();

        // when: the older one comes again, last
        send("alert-1", alert.build());
        send("alert-1", more);
        send("alert-1", alert.build());
        barrier("alert-1");

        // then
        assertThat(row("alerts WHERE alert_id = 'alert-1'"))
                .containsEntry("severity", "HIGH")
                .containsEntry("click_count", 3L)
                .containsEntry("raised_at", Timestamp.from(NOW))
                .containsEntry("told_at", Timestamp.from(NOW.plusSeconds(60)));
        assertThat(count("alert_clicks WHERE alert_id = 'alert-1'")).isEqualTo(3);
        assertThat(row("alerts WHERE alert_id = 'alert-1'").get("evidence").toString())
                .contains("3 where 1 was expected");
    }

    @Test
    void asksForEachClicksCreditInOneCallOfAtMost500() {
        // given
        List<String> clicks = ids("adv-credit-", 0, 1_200);

        // when: told again with 100 more, and by another alert
        send("credit", credit("alert-credit", clicks, "SIVT"));
        send("credit", credit("alert-credit", ids("adv-credit-", 0, 1_300), "SIVT"));
        send("credit", credit("alert-other", ids("adv-credit-", 600, 700), "SIVT"));
        barrier("credit");
        awaitNothingWaitsFor("alert-credit");

        // then
        List<Call> calls =
                commandApi.executed("/v1/credits").stream()
                        .filter(call -> call.body().path("reason").asString().equals("SIVT"))
                        .toList();
        assertThat(calls)
                .extracting(call -> call.body().path("clickIds").size())
                .containsExactlyInAnyOrder(500, 500, 200, 100);
        assertThat(calls)
                .flatExtracting(call -> call.body().path("clickIds").valueStream().toList())
                .hasSize(1_300)
                .doesNotHaveDuplicates();
        assertThat(
                        row(
                                "(SELECT count(*) AS calls, sum(credited_clicks) AS clicks,"
                                        + " sum(credited_micros)::bigint AS micros"
                                        + " FROM analytics.alert_credits"
                                        + " WHERE alert_id = 'alert-credit' AND status = 'CREDITED') sums"))
                .containsEntry("calls", 4L)
                .containsEntry("clicks", 1_300L)
                .containsEntry("micros", 91_000_000_000L);
    }

    @Test
    void aCreditOverTheLimitIsRecordedAsItsProposal() {
        // when
        send("large", credit("alert-large", ids("adv-large-", 0, 3), "LARGE"));
        await().atMost(LIMIT)
                .until(() -> count("alert_credits WHERE alert_id = 'alert-large'") == 1);
        awaitNothingWaitsFor("alert-large");

        // then
        assertThat(row("alert_credits WHERE alert_id = 'alert-large'"))
                .containsEntry("status", "PROPOSED")
                .containsEntry("proposal_id", "credit-1")
                .containsEntry("proposed_micros", 210_000_000L)
                .containsEntry("credited_micros", 0L);
    }

    @Test
    void holdsASourceOnceAndAgainOnlyForLonger() {
        // given
        Instant until = NOW.plus(1, ChronoUnit.DAYS);

        // when
        send("hold", hold("alert-hold", "held-visitor-001", until));
        send("hold", hold("alert-hold", "held-visitor-001", until));
        send("hold", hold("alert-hold-2", "held-visitor-001", until.minusSeconds(60)));
        send("hold", hold("alert-hold-3", "held-visitor-001", until.plusSeconds(60)));
        send("hold", hold("alert-over", "held-visitor-002", NOW.minusSeconds(1)));
        barrier("hold");
        awaitNothingWaitsFor("alert-hold-3");
        awaitNothingWaitsFor("alert-over");

        // then
        assertThat(commandApi.executed("/v1/traffic-holds"))
                .extracting(call -> Instant.parse(call.body().path("until").asString()))
                .containsExactly(until, until.plusSeconds(60));
        assertThat(row("alert_holds WHERE value = 'held-visitor-001'"))
                .containsEntry("alert_id", "alert-hold-3")
                .extractingByKey("hold_id")
                .asString()
                .startsWith("hold-");
        assertThat(row("outbox WHERE subject = 'alert-over'")).containsEntry("status", "MOOT");
    }

    @Test
    void setsTheNewestScoresOfACampaignsAdsInOneCall() {
        // when
        send(score("adv-q-ad1", 52_500, NOW));
        send(score("adv-q-ad2", 61_000, NOW));
        send(score("adv-q-ad1", 40_000, NOW.minusSeconds(3_600)));
        send(score("adv-q-ad1", 52_500, NOW));
        await().atMost(LIMIT)
                .until(() -> count("quality_scores WHERE campaign_id = 'adv-q' AND queued") == 3);
        awaitNothingWaitsFor("adv-q");

        // then: gathered from three partitions, so in two calls at worst
        List<Call> calls = commandApi.executed("/v1/campaigns/adv-q/quality-scores");
        assertThat(calls).hasSizeBetween(1, 3);
        Map<String, Double> last = new HashMap<>();
        calls.stream()
                .flatMap(call -> call.body().path("scores").valueStream())
                .forEach(s -> last.put(s.path("adId").asString(), s.path("score").asDouble()));
        assertThat(last).containsOnly(Map.entry("adv-q-ad1", 5.25), Map.entry("adv-q-ad2", 6.1));
    }
}
