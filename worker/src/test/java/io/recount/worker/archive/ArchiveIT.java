package io.recount.worker.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.CampaignActivated;
import io.recount.event.ClickCredited;
import io.recount.event.Heartbeat;
import io.recount.event.Impression;
import io.recount.ops.parts.RealParts;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import io.recount.worker.RunningWorker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole way of {@code ad-events} into the archive. Each test has an advertiser of its own. */
@SuppressWarnings("TimeInStaticInitializer") // The partitions of its rows are today's.
class ArchiveIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Instant EARLIER = NOW.minus(3, ChronoUnit.DAYS);
    private static final String GROUP = "recount-worker-archive";

    private static RunningWorker worker;

    @BeforeAll
    static void start() {
        worker = RunningWorker.onNewDatabase();
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void keepsEveryEventInItsDayAsItCameAndOnceHoweverOftenTheBrokerHandsItOver() throws Exception {
        // given: a producer that sent one of them twice, and a heartbeat
        byte[] shown = AvroCodec.encode(impression("kept", "kept-k1", NOW));
        byte[] credited = AvroCodec.encode(credited());
        send("kept", shown);
        send("kept", shown);
        send("kept", AvroCodec.encode(impression("kept", "kept-k2", EARLIER)));
        send("kept", AvroCodec.encode(new Heartbeat(NOW, 1L)));
        worker.send(
                Topic.AD_EVENTS,
                "kept",
                credited,
                Map.of(Headers.EVENT_ID, "event-7", Headers.POSITION, "7"));
        awaitRows("kept", 4);

        // when: the broker forgets how far the archive has come, as after a crash before its commit
        worker.stop();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealParts.kafka().bootstrapServers()))) {
            admin.deleteConsumerGroups(List.of(GROUP)).all().get(30, TimeUnit.SECONDS);
        }
        worker.start();
        send("kept", AvroCodec.encode(impression("kept", "kept-k3", NOW)));
        awaitRows("kept", 5);

        // then
        assertThat(
                        worker.jdbc()
                                .sql(
                                        """
                                        SELECT event_id || ' ' || kind || ' ' || count(*) || ' '
                                            || tableoid::regclass
                                        FROM analytics.raw_events WHERE advertiser_id = 'kept'
                                        GROUP BY event_id, kind, tableoid ORDER BY 1""")
                                .query(String.class)
                                .list())
                .containsExactly(
                        "event-7 ClickCredited 1 " + partitionOf(NOW),
                        "kept-k1 Impression 2 " + partitionOf(NOW),
                        "kept-k2 Impression 1 " + partitionOf(EARLIER),
                        "kept-k3 Impression 1 " + partitionOf(NOW));
        assertThat(
                        worker.jdbc()
                                .sql(
                                        "SELECT * FROM analytics.raw_events WHERE event_id = 'event-7'")
                                .query()
                                .singleRow())
                .containsEntry("log_position", 7L)
                .containsEntry("click_id", "kept-k1")
                .containsEntry("ad_id", "kept-a")
                .containsEntry("amount_micros", 70_000_000L)
                .containsEntry("payload", credited)
                .containsEntry("key", "kept".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parksWhatCannotBeReadWithItsCauseAndTheRestFlows() {
        // given
        byte[] unknownSchema = AvroCodec.encode(impression("poison", "poison-k", NOW));
        unknownSchema[4] ^= 0x55;
        byte[] noEvent = AvroCodec.encode(RunningWorker.result("poison", 1).build());
        Instant longAgo = NOW.minus(400, ChronoUnit.DAYS);

        // when
        send("poison", AvroCodec.encode(impression("poison", "poison-k1", NOW)));
        send("poison", "not avro".getBytes(StandardCharsets.UTF_8));
        send("poison", null);
        send("poison", unknownSchema);
        send("poison", noEvent);
        send("poison", AvroCodec.encode(impression("poison", "poison-k2", longAgo)));
        send("poison", AvroCodec.encode(impression("poison", "nul\0in it", NOW)));
        send("poison", AvroCodec.encode(impression("poison", "poison-k3", NOW)));

        // then
        awaitRows("poison", 2);
        assertThat(
                        worker.jdbc()
                                .sql(
                                        """
                                        SELECT cause FROM analytics.parked_messages
                                        WHERE topic = 'ad-events' AND key = 'poison'
                                        ORDER BY kafka_offset""")
                                .query(String.class)
                                .list())
                .satisfiesExactly(
                        cause -> assertThat(cause).contains("Not a single-object encoded record"),
                        cause -> assertThat(cause).contains("No value"),
                        cause -> assertThat(cause).contains("Unknown schema"),
                        cause -> assertThat(cause).contains("WindowResult is no event"),
                        cause -> assertThat(cause).contains("a day that is not archived"),
                        cause -> assertThat(cause).contains("invalid byte sequence"));
    }

    @Test
    void aParkedEventOfTheLogKeepsItsPositionWhenItIsRetriedAndTheHopelessIsDropped() {
        // given: an event whose schema was not known here yet
        byte[] event = AvroCodec.encode(new CampaignActivated("parked-c", "parked", NOW, 1L));
        byte[] notKnownYet = event.clone();
        notKnownYet[4] ^= 0x55;
        worker.send(
                Topic.AD_EVENTS,
                "parked",
                notKnownYet,
                Map.of(Headers.EVENT_ID, "event-9", Headers.POSITION, "9"));
        send("parked", new byte[] {1, 2, 3});
        await().atMost(LIMIT).until(() -> parked().size() == 2);
        long unknown = parked().get(0);
        long broken = parked().get(1);

        // when, then
        assertThat(operator(unknown, "retry")).isEqualTo(409);
        worker.jdbc()
                .sql("UPDATE analytics.parked_messages SET value = ? WHERE id = ?")
                .params(event, unknown)
                .update();
        assertThat(operator(unknown, "retry")).isEqualTo(200);
        assertThat(operator(broken, "retry")).isEqualTo(409);
        assertThat(operator(broken, "discard")).isEqualTo(200);
        assertThat(
                        worker.jdbc()
                                .sql(
                                        """
                                        SELECT event_id || ' at ' || log_position
                                        FROM analytics.raw_events WHERE advertiser_id = 'parked'""")
                                .query(String.class)
                                .list())
                .containsExactly("event-9 at 9");
    }

    private static int operator(long id, String verb) {
        return worker.call("POST", "/v1/dead-letters/" + id + "/" + verb, "local-operator");
    }

    private static List<Long> parked() {
        return worker.jdbc()
                .sql("SELECT id FROM analytics.parked_messages WHERE key = 'parked' ORDER BY id")
                .query(Long.class)
                .list();
    }

    private static void send(String key, byte[] value) {
        worker.send(Topic.AD_EVENTS, key, value);
    }

    private static void awaitRows(String advertiserId, int rows) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () ->
                                worker.jdbc()
                                        .sql(
                                                """
                                                SELECT count(*) FROM analytics.raw_events
                                                WHERE advertiser_id = ?""")
                                        .param(advertiserId)
                                        .query(Integer.class)
                                        .single(),
                        count -> count == rows);
    }

    private static String partitionOf(Instant at) {
        return "analytics.raw_events_"
                + DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC).format(at);
    }

    private static Impression impression(String advertiserId, String clickId, Instant at) {
        return Impression.newBuilder()
                .setClickId(clickId)
                .setAdvertiserId(advertiserId)
                .setCampaignId(advertiserId + "-c")
                .setAdId(advertiserId + "-a")
                .setSlot(1)
                .setServedAt(at)
                .setAt(at)
                .build();
    }

    private static ClickCredited credited() {
        return ClickCredited.newBuilder()
                .setAdvertiserId("kept")
                .setClickId("kept-k1")
                .setCampaignId("kept-c")
                .setAdId("kept-a")
                .setCreditedMicros(70_000_000)
                .setBalanceAfterMicros(0)
                .setChargedAt(NOW)
                .setDayStart(NOW)
                .setReason("SIVT")
                .setAt(NOW)
                .build();
    }
}
