package io.recount.worker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.PauseThresholdReached;
import io.recount.worker.CommandApiDouble.Answer;
import io.recount.worker.CommandApiDouble.Call;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls to command-api, however they are answered. */
class CallsIT extends BesideCommandApi {
    @Test
    void asksAgainWhileItMayHelpAndKeepsTheCampaignsOrder() {
        // given
        String path = "/v1/campaigns/adv-later/pause";
        commandApi.answerNext(
                path,
                Answer.problem(503, "LOG_UNAVAILABLE").with("Retry-After", "1"),
                Answer.problem(429, "TOO_MANY"),
                Answer.problem(500, "INTERNAL"),
                Answer.problem(401, "UNKNOWN_KEY"));

        // when
        PauseThresholdReached first = reached("adv-later", NOW);
        PauseThresholdReached second = reached("adv-later", NOW.plusSeconds(1), 60);
        send("adv-later", first);
        send("adv-later", second);

        // then
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 2);
        List<Call> calls = commandApi.calls(path);
        assertThat(calls).hasSize(6);
        assertThat(calls.subList(0, 5)).extracting(Call::key).containsOnly(calls.get(0).key());
        assertThat(commandApi.executed(path))
                .extracting(call -> call.body().path("reason").asString())
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("95"),
                        reason -> assertThat(reason).contains("60"));
    }

    @Test
    void parksWhatIsRefusedAndAnOperatorRetriesOrDropsIt() throws Exception {
        // given
        String path = "/v1/campaigns/adv-parked/pause";
        commandApi.answerNext(
                path, Answer.problem(422, "INVALID_FIELD"), Answer.problem(404, "NOT_FOUND"));

        // when
        send("adv-parked", reached("adv-parked", NOW));
        send("adv-parked", reached("adv-parked", NOW.plusSeconds(1)));
        send("adv-parked", reached("adv-parked", NOW.plusSeconds(2)));

        // then: the third is not held up
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 1);
        List<Long> parked =
                worker.jdbc()
                        .sql(
                                """
                                SELECT id FROM analytics.outbox
                                WHERE subject = 'adv-parked' AND status = 'PARKED' ORDER BY id""")
                        .query(Long.class)
                        .list();
        assertThat(parked).hasSize(2);
        assertThat(row("outbox WHERE id = " + parked.get(0)).get("cause").toString())
                .contains("422 INVALID_FIELD");
        assertThat(call("POST", "/v1/outbox/" + parked.get(0) + "/retry", "local-auditor"))
                .isEqualTo(403);
        assertThat(call("GET", "/v1/outbox?status=PARKED", "local-auditor")).isEqualTo(200);
        assertThat(call("POST", "/v1/outbox/" + parked.get(0) + "/retry", "local-operator"))
                .isEqualTo(200);
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 2);
        assertThat(call("POST", "/v1/outbox/" + parked.get(1) + "/drop", "local-operator"))
                .isEqualTo(200);
        assertThat(call("POST", "/v1/outbox/" + parked.get(1) + "/drop", "local-operator"))
                .isEqualTo(409);
        assertThat(call("POST", "/v1/outbox/987654321/drop", "local-operator")).isEqualTo(404);
    }

    @Test
    void aPauseOfACampaignThatIsOverIsDoneWith() {
        // given
        commandApi.answerNext("/v1/campaigns/adv-ended/pause", Answer.problem(409, "WRONG_STATE"));

        // when
        send("adv-ended", reached("adv-ended", NOW));

        // then
        await().atMost(LIMIT).until(() -> count("outbox WHERE subject = 'adv-ended'") == 1);
        awaitNothingWaitsFor("adv-ended");
        assertThat(row("outbox WHERE subject = 'adv-ended'")).containsEntry("status", "MOOT");
    }

    @Test
    void aCallWhoseAnswerWasLostIsMadeAgainAndCarriedOutOnce() {
        // given: answered, and its sender died before it could store that
        send("once", credit("alert-once", List.of("adv-once-1"), "ONCE"));
        await().atMost(LIMIT)
                .until(() -> count("outbox WHERE subject = 'alert-once' AND status = 'DONE'") == 1);

        // when
        worker.jdbc()
                .sql(
                        """
                        UPDATE analytics.outbox SET status = 'WAITING'
                        WHERE subject = 'alert-once'""")
                .update();

        // then
        await().atMost(LIMIT)
                .until(() -> count("outbox WHERE subject = 'alert-once' AND status = 'DONE'") == 1);
        assertThat(callsBecauseOf("ONCE", commandApi.calls("/v1/credits"))).isEqualTo(2);
        assertThat(callsBecauseOf("ONCE", commandApi.executed("/v1/credits"))).isEqualTo(1);
    }

    @Test
    void manyCampaignsAreCalledSideBySideEachInItsOrder() {
        // when
        for (int n = 0; n < 10; n++) {
            for (int campaign = 0; campaign < 20; campaign++) {
                String id = "adv-side-" + campaign;
                send(id, reached(id, NOW.plusSeconds(n), 50 + n));
            }
        }

        // then
        await().atMost(LIMIT).until(() -> count("outbox WHERE subject LIKE 'adv-side-%'") == 200);
        await().atMost(LIMIT)
                .until(
                        () ->
                                count(
                                                "outbox WHERE subject LIKE 'adv-side-%'"
                                                        + " AND status = 'WAITING'")
                                        == 0);
        for (int campaign = 0; campaign < 20; campaign++) {
            String path = "/v1/campaigns/adv-side-" + campaign + "/pause";
            assertThat(commandApi.calls(path))
                    .extracting(call -> call.body().path("reason").asString())
                    .containsExactly(
                            IntStream.range(0, 10)
                                    .mapToObj(
                                            n ->
                                                    "At least "
                                                            + (50 + n)
                                                            + " % of the day's budget is used")
                                    .toArray(String[]::new));
        }
    }
}
