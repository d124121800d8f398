package io.recount.projections.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.projections.RunningProjections;
import io.recount.projections.SampleLog;
import io.recount.redis.RedisKeys;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayIT {
    private RunningProjections projections;

    @BeforeEach
    void start() {
        projections = new RunningProjections();
        new SampleLog(projections, "hana").everything().end();
        projections.awaitCaughtUp();
        projections.awaitRedisReady();
    }

    @AfterEach
    void stop() {
        projections.close();
    }

    @Test
    void mendsTablesAndLeavesThemAsTheyWere() {
        // given
        var right = projections.tables();
        projections
                .jdbc()
                .sql("UPDATE read_model.advertisers SET balance_micros = 1, position = 999")
                .update();
        projections
                .jdbc()
                .sql("UPDATE read_model.campaigns SET user_paused = false, version = 77")
                .update();
        projections.jdbc().sql("UPDATE read_model.ads SET quality_e4 = 5").update();
        projections
                .jdbc()
                .sql("UPDATE read_model.spend SET clicks = 77, credited_micros = 0")
                .update();
        projections
                .jdbc()
                .sql(
                        """
                        INSERT INTO read_model.ledger_lines VALUES
                        ('made-up', 998, 'hana', now(), 'DEPOSIT', 5, 5, NULL, NULL, NULL)""")
                .update();

        // when
        replay("campaign");
        replay("spend");

        // then
        assertThat(projections.tables()).isEqualTo(right);
    }

    @Test
    void mendsRedisAndLeavesItAsItWas() {
        // given
        var right = projections.records();
        String day = RedisKeys.campaignDay("hana-c1");
        projections.redis().hset(day, Map.of("spent", bytes("5")));
        projections
                .redis()
                .hset(
                        RedisKeys.advertiserBalance("hana"),
                        Map.of("balance", bytes("7"), "position", bytes("4000")));
        projections.redis().hset(RedisKeys.CATALOGUE, Map.of("stranger", new byte[0]));
        projections.redis().del(RedisKeys.CATALOGUE_ADVERTISERS, RedisKeys.CATALOGUE_EXPERIMENTS);

        // when
        replay("counters");
        replay("catalogue");

        // then
        assertThat(projections.records()).isEqualTo(right);
    }

    @Test
    void goesOnAfterARestart() {
        // given: one that was cut off before its end
        projections.stop();
        projections.start();
        var right = projections.tables();
        var records = projections.records();
        projections.bean(Supervisor.class).stop();
        Replays replays = projections.bean(Replays.class);
        replays.begin("counters", "test", 1, projections.head());
        replays.begin("spend", "test", 1, projections.head());
        projections.redis().hset(RedisKeys.campaignDay("hana-c1"), Map.of("spent", bytes("5")));
        projections.stop();

        // when
        projections.start();
        awaitFinished("counters");
        awaitFinished("spend");

        // then
        assertThat(projections.records()).isEqualTo(records);
        assertThat(projections.tables()).isEqualTo(right);
    }

    @Test
    void tellsHowFarEachProjectionIs() {
        // when
        await().atMost(RunningProjections.LIMIT)
                .until(
                        () -> call("GET", "/v1/projections/spend", "local-auditor").body(),
                        body -> body.contains("\"position\":" + projections.head()));
        var one = call("GET", "/v1/projections/spend", "local-auditor");
        var all = call("GET", "/v1/projections", "local-auditor");

        // then
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.body())
                .contains("\"name\":\"spend\"", "\"status\":\"LIVE\"", "\"head\":31", "\"lag\":0")
                .contains("\"eventsPerSecond\":", "\"lagSeconds\":");
        assertThat(all.body())
                .contains("campaign", "catalogue", "counters", "experiment", "review", "spend");
        MeterRegistry meters = projections.bean(MeterRegistry.class);
        assertThat(
                        meters.get("recount.projection.position")
                                .tag("projection", "spend")
                                .gauge()
                                .value())
                .isEqualTo(31);
    }

    @Test
    void onlyThoseWhoMayAskForOne() {
        assertThat(call("POST", "/v1/projections/spend/replays", "local-publisher").status())
                .isEqualTo(403);
        assertThat(call("POST", "/v1/projections/none/replays", "local-auditor").status())
                .isEqualTo(404);
    }

    private void replay(String name) {
        var answer = call("POST", "/v1/projections/" + name + "/replays", "local-auditor");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).contains("\"name\":\"" + name + "\"", "\"status\":\"RUNNING\"");
        awaitFinished(name);
    }

    private void awaitFinished(String name) {
        await().atMost(RunningProjections.LIMIT)
                .ignoreExceptions()
                .until(() -> projections.bean(Replays.class).unfinished(name).isEmpty());
    }

    private RunningProjections.Answer call(String method, String path, String key) {
        return projections.call(method, path, key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
