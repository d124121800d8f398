package io.recount.projections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.recount.audit.LogEntry;
import io.recount.ops.parts.LogRows;
import io.recount.ops.parts.RealParts;
import io.recount.projections.stream.Followers;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.flywaydb.core.Flyway;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The whole service on real PostgreSQL and Redis, and hands to write the log and to look inside.
 */
public final class RunningProjections implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private final String databaseUrl = RealParts.postgres().newDatabase();
    private final RedisClient redisClient = RedisClient.create(RealParts.redis().url());
    private final StatefulRedisConnection<String, byte[]> redis =
            redisClient.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    private final Map<String, Long> sequences = new HashMap<>();
    private ConfigurableApplicationContext context;

    public RunningProjections() {
        redis.sync().flushall();
        Flyway.configure()
                .dataSource(databaseUrl, null, null)
                .schemas("event_log")
                .locations("classpath:db/event_log")
                .load()
                .migrate();
        start();
    }

    public void start() {
        context =
                new SpringApplicationBuilder(ProjectionsApplication.class)
                        .profiles("local")
                        .run(
                                "--spring.datasource.url=" + databaseUrl,
                                "--spring.datasource.hikari.connection-timeout=1000",
                                "--recount.redis-url=" + RealParts.redis().url(),
                                "--server.port=0");
    }

    public void stop() {
        context.close();
    }

    /** Appends the event as the next one of the aggregate. */
    public void log(String aggregateId, SpecificRecord event) {
        long sequence = sequences.merge(aggregateId, 0L, (held, zero) -> held + 1);
        String name = event.getSchema().getName();
        String type =
                name.startsWith("Campaign")
                        ? "Campaign"
                        : name.startsWith("PriceExperiment") ? "PriceExperiment" : "Budget";
        context.getBean(EventStore.class)
                .publish(new GenericDomainEventMessage<>(type, aggregateId, sequence, event));
    }

    /** Appends bytes that claim to be such an event. */
    public void logBytes(String aggregateId, String payloadType, byte[] payload) {
        long sequence = sequences.merge(aggregateId, 0L, (held, zero) -> held + 1);
        try (Connection connection = ownDataSource().getConnection()) {
            LogRows.append(
                    connection,
                    new LogEntry(
                            0,
                            UUID.randomUUID().toString(),
                            aggregateId,
                            sequence,
                            "Budget",
                            "2026-03-04T05:06:07.000Z",
                            payloadType,
                            null,
                            payload,
                            "{}".getBytes(UTF_8)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /** A connection that is not the service's. */
    public DriverManagerDataSource ownDataSource() {
        return new DriverManagerDataSource(databaseUrl);
    }

    public RedisCommands<String, byte[]> redis() {
        return redis.sync();
    }

    public long head() {
        return jdbc().sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                .query(Long.class)
                .single();
    }

    /** Until every projection has come to the log's present head. */
    public void awaitCaughtUp() {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(positions())
                                        .hasSize(bean(Followers.class).all().size())
                                        .allSatisfy(
                                                (name, position) ->
                                                        assertThat(position)
                                                                .isGreaterThanOrEqualTo(head())));
    }

    private Map<String, Long> positions() {
        Map<String, Long> positions = new TreeMap<>();
        jdbc().sql("SELECT name, position FROM read_model.progress")
                .query(
                        row -> {
                            positions.put(row.getString("name"), row.getLong("position"));
                        });
        return positions;
    }

    public void awaitRedisReady() {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () ->
                                redis().exists(RedisKeys.CATALOGUE_READY, RedisKeys.COUNTERS_READY)
                                        == 2);
    }

    /** Every row of the tables that can be built anew. */
    public Map<String, List<Map<String, Object>>> tables() {
        Map<String, List<Map<String, Object>>> tables = new TreeMap<>();
        for (String table :
                List.of(
                        "advertisers",
                        "campaigns",
                        "ads",
                        "spend",
                        "ledger_lines",
                        "price_experiments",
                        "price_arms",
                        "price_arm_clicks",
                        "alert_verdicts",
                        "credit_proposals")) {
            tables.put(
                    table,
                    jdbc().sql(
                                    "SELECT row_to_json(t)::text AS row FROM read_model."
                                            + table
                                            + " t ORDER BY 1")
                            .query()
                            .listOfRows());
        }
        return tables;
    }

    /** Every record that projections keeps in Redis, marks and announcements aside. */
    public Map<String, Map<String, String>> records() {
        Map<String, Map<String, String>> records = new TreeMap<>();
        for (String key : redis().keys("*")) {
            if (key.startsWith("campaign:") || key.startsWith("advertiser:")) {
                Map<String, String> fields = new TreeMap<>();
                redis().hgetall(key).forEach((k, v) -> fields.put(k, new String(v, UTF_8)));
                records.put(key, fields);
            }
        }
        for (String hash :
                List.of(
                        RedisKeys.CATALOGUE,
                        RedisKeys.CATALOGUE_ADVERTISERS,
                        RedisKeys.CATALOGUE_EXPERIMENTS)) {
            redis().hgetall(hash)
                    .forEach(
                            (id, bytes) ->
                                    records.put(
                                            hash + " " + id,
                                            Map.of("entry", AvroCodec.decode(bytes).toString())));
        }
        return records;
    }

    /** An answer of the service. */
    public record Answer(int status, String body) {}

    public Answer call(String method, String path, String key) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://127.0.0.1:" + port + path))
                                            .header("X-Api-Key", key)
                                            .method(method, HttpRequest.BodyPublishers.noBody())
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        redisClient.shutdown();
    }
}
