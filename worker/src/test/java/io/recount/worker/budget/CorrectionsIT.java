package io.recount.worker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.BudgetCompared;
import io.recount.redis.RedisKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From comparisons of Redis with the ledger to rows and corrected counters. */
class CorrectionsIT extends BesideCommandApi {
    @Test
    void correctsRedisWhereItStillHoldsWhatWasCompared() {
        // given: 7 % too much at the position of the ledger's last charge
        record("adv-equal", 107, 4_000);

        // when
        send("adv-equal", drift("adv-equal", 107, 4_000L));

        // then
        assertThat(awaitCorrection("adv-equal"))
                .containsEntry("status", "APPLIED")
                .containsEntry("seen_spent_micros", 107L)
                .containsEntry("found_position", 4_000L)
                .containsEntry("found_spent_micros", 107L)
                .containsEntry("ledger_spent_micros", 100L);
        assertThat(redis.hgetall(RedisKeys.campaignDay("adv-equal")))
                .containsEntry("day", Long.toString(DAY.toEpochMilli()))
                .containsEntry("spent", "100")
                .containsEntry("clicks", "2")
                .containsEntry("total", "900")
                .containsEntry("position", "4000");
    }

    @Test
    void leavesACounterAloneThatHasMovedOn() {
        // given: a charge was written since
        record("adv-moved", 177, 4_100);

        // when
        send("adv-moved", drift("adv-moved", 107, 4_000L));

        // then
        assertThat(awaitCorrection("adv-moved"))
                .containsEntry("status", "SUPERSEDED")
                .containsEntry("found_position", 4_100L)
                .containsEntry("found_spent_micros", 177L);
        assertThat(redis.hget(RedisKeys.campaignDay("adv-moved"), "spent")).isEqualTo("177");
    }

    @Test
    void overwritesAPositionThatTheLogDoesNotHave() {
        // given: first another impossible one was seen
        record("adv-above", 5, HEAD + 1);

        // when
        send("adv-above", drift("adv-above", 5, HEAD + 70));

        // then
        assertThat(awaitCorrection("adv-above")).containsEntry("status", "APPLIED");
        assertThat(redis.hmget(RedisKeys.campaignDay("adv-above"), "spent", "position"))
                .extracting(value -> value.getValue())
                .containsExactly("100", "4000");
    }

    @Test
    void createsARecordThatIsMissingOrUnreadable() {
        // given
        redis.set(RedisKeys.campaignDay("adv-broken"), "no hash");

        // when
        send("adv-missing", drift("adv-missing", 0, null));
        send("adv-broken", drift("adv-broken", 0, null));

        // then
        for (String campaign : List.of("adv-missing", "adv-broken")) {
            assertThat(awaitCorrection(campaign))
                    .containsEntry("status", "APPLIED")
                    .containsEntry("seen_position", null);
            assertThat(redis.hget(RedisKeys.campaignDay(campaign), "spent")).isEqualTo("100");
        }
    }

    @Test
    void aCorrectionThatIsMadeAgainFindsItsOwnWork() {
        // given: made, and cut off before the database knew
        record("adv-again", 107, 4_200);
        send("adv-again", drift("adv-again", 107, 4_200L));
        awaitCorrection("adv-again");

        // when
        worker.jdbc()
                .sql(
                        """
                        UPDATE analytics.counter_corrections SET status = 'WAITING'
                        WHERE campaign_id = 'adv-again'""")
                .update();

        // then
        assertThat(awaitCorrection("adv-again")).containsEntry("status", "APPLIED");
    }

    @Test
    void recordsEveryComparisonOnce() {
        // given
        BudgetCompared.Builder compared =
                BudgetCompared.newBuilder()
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-compared")
                        .setDayStart(DAY)
                        .setRedisSpentMicros(null)
                        .setRedisPosition(null)
                        .setLedgerSpentMicros(100)
                        .setPosition(4_000)
                        .setDailyBudgetMicros(1_000)
                        .setDifferencePpm(1_000_000)
                        .setDrifted(true)
                        .setAt(NOW);

        // when
        send("adv-compared", compared.build());
        send("adv-compared", compared.build());
        send("adv-compared", compared.setAt(NOW.plusSeconds(600)).setDrifted(false).build());

        // then
        await().atMost(LIMIT)
                .until(() -> count("budget_comparisons WHERE campaign_id = 'adv-compared'") == 2);
    }
}
