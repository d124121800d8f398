package io.recount.worker.budget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import io.recount.worker.RunningWorker;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be read, on every topic that there is. */
class PoisonIT extends BesideCommandApi {
    private static final int LARGE = 900_000;

    /** One good message of a topic, and where its effect shows. */
    private record Good(SpecificRecord message, String effect) {}

    private static Good good(Topic topic, String name) {
        return switch (topic) {
            case AD_EVENTS -> new Good(shown(name), "raw_events WHERE click_id = '" + name + "'");
            case PERFORMANCE_METRICS ->
                    new Good(
                            RunningWorker.result(name, 1).build(),
                            "window_results WHERE id = '" + name + "'");
            case BUDGET_MANAGEMENT ->
                    new Good(
                            credit("alert-" + name, List.of(name), "SIVT"),
                            "credit_clicks WHERE click_id = '" + name + "'");
            case QUALITY_SCORE_UPDATES ->
                    new Good(
                            score(name, 50_000, NOW),
                            "quality_scores WHERE ad_id = '" + name + "'");
        };
    }

    private static Impression shown(String clickId) {
        return Impression.newBuilder()
                .setClickId(clickId)
                .setAdvertiserId("spoilt")
                .setCampaignId("spoilt-c")
                .setAdId("spoilt-a")
                .setSlot(1)
                .setServedAt(NOW)
                .setAt(NOW)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void isParkedTheRestFlowsAndARetryDrains(Topic topic) {
        // given
        String key = "spoilt-" + topic.topicName();
        Good before = good(topic, key + "-before");
        Good after = good(topic, key + "-after");
        Good later = good(topic, key + "-later");
        byte[] unknownVersion = AvroCodec.encode(later.message());
        unknownVersion[4] ^= 0x55;
        byte[] large = new byte[LARGE];
        new Random(7).nextBytes(large);
        SpecificRecord elsewhere =
                topic == Topic.AD_EVENTS
                        ? good(Topic.PERFORMANCE_METRICS, "x").message()
                        : shown("x");

        // when: bad bytes, none, no value, an unknown version, another topic's record, 900 KB
        worker.send(topic, key, before.message());
        worker.send(topic, key, "not avro".getBytes(UTF_8));
        worker.send(topic, key, new byte[0]);
        worker.send(topic, key, (byte[]) null);
        worker.send(topic, key, unknownVersion);
        worker.send(topic, key, elsewhere);
        worker.send(topic, key, large);
        worker.send(topic, key, after.message());
        worker.send(topic, null, AvroCodec.encode(good(topic, key + "-nokey").message()));

        // then
        awaitOne(before.effect());
        awaitOne(after.effect());
        awaitOne(good(topic, key + "-nokey").effect());
        List<Long> parked = parked(key);
        assertThat(parked).hasSize(6);
        assertThat(count("parked_messages WHERE cause <> '' AND id IN " + in(parked))).isEqualTo(6);

        // when: a release that knows the version, and an operator
        long known = parked.get(3);
        worker.jdbc()
                .sql("UPDATE analytics.parked_messages SET value = ? WHERE id = ?")
                .params(AvroCodec.encode(later.message()), known)
                .update();
        for (long id : parked) {
            int retried = id == known ? 200 : 409;
            assertThat(operator(id, "retry")).isEqualTo(retried);
            if (retried == 409) {
                assertThat(operator(id, "discard")).isEqualTo(200);
            }
        }

        // then
        assertThat(count(later.effect())).isEqualTo(1);
        assertThat(parked(key)).isEmpty();
    }

    private static void awaitOne(String effect) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(count(effect)).isEqualTo(1));
    }

    private static int operator(long id, String verb) {
        return worker.call("POST", "/v1/dead-letters/" + id + "/" + verb, "local-operator");
    }

    private static List<Long> parked(String key) {
        return worker.jdbc()
                .sql(
                        """
                        SELECT id FROM analytics.parked_messages
                        WHERE key = ? AND status = 'PARKED' ORDER BY kafka_offset""")
                .param(key.getBytes(UTF_8))
                .query(Long.class)
                .list();
    }

    private static String in(List<Long> ids) {
        return "(" + String.join(",", ids.stream().map(String::valueOf).toList()) + ")";
    }
}
