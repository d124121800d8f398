package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.recount.event.CatalogueExperiment;
import io.recount.event.ClickCharged;
import io.recount.event.ExperimentArm;
import io.recount.event.PriceArm;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Price experiments over REST, their arms up to the charge, and the explanation of an auction. */
class ExperimentIT extends ManagingCalls {
    private static final String OPERATOR = "local-operator";
    private static final String PLAN = "/v1/price-experiments";
    private static final Map<String, Object> CONTROL =
            Map.of("name", "control", "weight", 1, "bidMultiplier", 1);
    private static final Map<String, Object> CHEAPER =
            Map.of("name", "cheaper", "weight", 9, "bidMultiplier", 0.8);

    @Test
    void anExperimentIsPlannedOnceAndStoppedOnce() {
        // given
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = body();

        // when
        Reply planned = post(PLAN, OPERATOR, body, "Idempotency-Key", key);
        Reply again = post(PLAN, OPERATOR, body, "Idempotency-Key", key);
        String id = planned.text("experimentId");
        Reply stopped = post(PLAN + "/" + id + "/stop", OPERATOR, "");
        Reply twice = post(PLAN + "/" + id + "/stop", OPERATOR, "");

        // then
        assertThat(planned.status()).isEqualTo(201);
        assertThat(again.raw().body()).isEqualTo(planned.raw().body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(stopped.status()).isEqualTo(200);
        assertThat(stopped.number("position")).isGreaterThan(planned.number("position"));
        assertThat(twice.status()).isEqualTo(409);
        assertThat(event(id, PriceExperimentPlanned.class).getArms())
                .containsExactly(
                        new PriceArm("control", 1, 10_000L), new PriceArm("cheaper", 9, 8_000L));
        assertThat(event(id, PriceExperimentPlanned.class).getLayer()).isEqualTo("default");
        assertThat(event(id, PriceExperimentStopped.class).getAt())
                .isEqualTo(Instant.parse(stopped.text("endsAt")));
    }

    @Test
    void onlyAnOperatorPlansAndWhatDoesNotExistIsNotStopped() {
        assertThat(post(PLAN, "local-publisher", body()).status()).isEqualTo(403);
        assertThat(post(PLAN, "local-service", body()).status()).isEqualTo(403);
        assertThat(post(PLAN + "/exp-0000000000000/stop", OPERATOR, "").status()).isEqualTo(404);
        assertThat(post(PLAN + "/nothing/stop", OPERATOR, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "name, '', /name",
        "layer, 'Price Layer', /layer",
        "startsAt, 2020-01-01T00:00:00Z, /startsAt",
        "endsAt, 2020-01-01T00:00:00Z, /endsAt",
    })
    void namesTheFieldThatIsWrong(String field, String value, String pointer) {
        Map<String, Object> body = new HashMap<>(body());
        body.put(field, value);

        assertWrong(post(PLAN, OPERATOR, body), pointer);
    }

    @ParameterizedTest
    @CsvSource({
        "name, a name that is too long, /arms/1/name",
        "name, control, /arms/1/name",
        "weight, 0, /arms/1/weight",
        "bidMultiplier, 10.1, /arms/1/bidMultiplier",
        "bidMultiplier, 0.80001, /arms/1/bidMultiplier",
    })
    void namesTheArmThatIsWrong(String field, String value, String pointer) {
        Map<String, Object> arm = new HashMap<>(CHEAPER);
        arm.put(field, value);
        Map<String, Object> body = new HashMap<>(body());
        body.put("arms", List.of(CONTROL, arm));

        assertWrong(post(PLAN, OPERATOR, body), pointer);
    }

    @Test
    void anArmTravelsInTheTokenToTheCharge() {
        // given: everybody is in an arm that changes nothing, in three layers
        Live live = live(100_000 * WON, 50_000 * WON);
        List<String> ids = List.of("exp-0r1j8x2k3m4n5", "exp-0r1j8x2k3m4n6", "exp-0r1j8x2k3m4n7");
        ids.forEach(id -> publish(id, Instant.now().plusSeconds(600)));
        try {
            // when
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> chargedArms(live).size() == ids.size());

            // then
            assertThat(chargedArms(live))
                    .containsExactlyElementsOf(
                            ids.stream().map(id -> new ExperimentArm(id, "everybody")).toList());
            assertThat(adRequest(live).body().path("ads").path(0).path("clickUrl").asString())
                    .hasSizeLessThan(400);
        } finally {
            ids.forEach(id -> publish(id, Instant.EPOCH));
        }
    }

    @Test
    void anExplanationShowsAPublisherOutcomesAndAnOperatorThePrice() {
        // given
        Live live = live(1_000 * WON, 500 * WON);

        // when
        Map<String, Object> body = new HashMap<>(adRequestBody(live.keyword(), true));
        body.put("explain", true);
        JsonNode publishers = post("/v1/ad-requests", "local-publisher", body).body();
        JsonNode operators = post("/v1/ad-requests", OPERATOR, body).body();

        // then
        JsonNode told = publishers.path("explanation").path("candidates").path(0);
        assertThat(told.path("campaignId").asString()).isEqualTo(live.campaignId());
        assertThat(told.path("outcome").asString()).isEqualTo("WON");
        assertThat(told.has("price")).isFalse();
        assertThat(publishers.path("explanation").has("incrementMicros")).isFalse();
        JsonNode price = operators.path("explanation").path("candidates").path(0).path("price");
        assertThat(price.path("bidMicros").asLong()).isEqualTo(100 * WON);
        assertThat(price.path("quality").asDouble()).isEqualTo(5.0);
        assertThat(price.path("arm").asDouble()).isEqualTo(1.0);
        assertThat(price.path("score").asDouble()).isEqualTo(500.0);
        assertThat(price.path("priceMicros").asLong()).isEqualTo(PRICE);
        assertThat(operators.path("explanation").path("incrementMicros").asLong())
                .isEqualTo(10 * WON);
    }

    /** Of a click made now. */
    private List<ExperimentArm> chargedArms(Live live) {
        Reply click = click(live);
        assertThat(click.text("outcome")).isEqualTo("CHARGED");
        return event(live.advertiserId(), ClickCharged.class).getArms();
    }

    /** As projections would. */
    private void publish(String id, Instant endsAt) {
        CatalogueExperiment experiment =
                new CatalogueExperiment(
                        id,
                        "layer-of-" + id,
                        List.of(new PriceArm("everybody", 1, 10_000L)),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        endsAt,
                        1L);
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        try (var connection = redis.connect(codec)) {
            var commands = connection.sync();
            commands.hset(RedisKeys.CATALOGUE_EXPERIMENTS, id, AvroCodec.encode(experiment));
            commands.xadd(
                    RedisKeys.CATALOGUE_CHANGES,
                    Map.of(
                            RedisKeys.CHANGED_EXPERIMENT,
                            id.getBytes(StandardCharsets.UTF_8),
                            "position",
                            "1".getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The newest of its type. */
    private <T extends SpecificRecord> T event(String aggregateId, Class<T> type) {
        byte[] payload =
                jdbc.sql(
                                """
                                SELECT payload FROM event_log.events
                                WHERE aggregate_identifier = ? AND payload_type = ?
                                ORDER BY position DESC LIMIT 1""")
                        .params(aggregateId, type.getName())
                        .query(byte[].class)
                        .single();
        return AvroCodec.decode(payload, type);
    }

    private static void assertWrong(Reply reply, String pointer) {
        assertThat(reply.status()).as(reply.body().toString()).isBetween(400, 422);
        assertThat(reply.body().path("errors").path(0).path("pointer").asString())
                .as(reply.body().toString())
                .isEqualTo(pointer);
    }

    private static Map<String, Object> body() {
        return Map.of(
                "name",
                "Cheaper",
                "startsAt",
                Instant.now().plusSeconds(3_600).toString(),
                "arms",
                List.of(CONTROL, CHEAPER));
    }
}
