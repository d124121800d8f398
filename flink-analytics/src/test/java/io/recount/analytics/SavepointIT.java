package io.recount.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.ops.parts.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job goes on from a savepoint with what it had counted and with what it knew of repeats: from
 * one of its own, and from one that the last release left.
 *
 * <p>A release writes the second with {@code mvn -pl flink-analytics verify -Dit.test=SavepointIT
 * -Drecount.savepoint.write=true}, and it is committed.
 */
class SavepointIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path LAST_RELEASE = Path.of("src/test/resources/savepoint.zip");

    /** No heartbeat of another test comes near it, so its window stays open for good. */
    private static final Instant MINUTE = Instant.parse("2035-01-01T00:00:00Z");

    private static final String AD = AdEventSamples.CAMPAIGN + "-savepoint";
    private static final int BEFORE = 30;
    private static final int AFTER = 10;

    @TempDir Path folder;

    private AdEventsTopic adEvents;
    private PerformanceMetricsTopic results;
    private JobClient job;

    @BeforeEach
    void setUp() {
        adEvents = new AdEventsTopic(RealParts.kafka().bootstrapServers());
        results = new PerformanceMetricsTopic(RealParts.kafka().bootstrapServers());
    }

    @AfterEach
    void tearDown() throws Exception {
        job.cancel().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        await().atMost(LIMIT).until(() -> job.getJobExecutionResult().isDone());
        adEvents.close();
        results.close();
    }

    @Test
    void goesOnFromASavepointOfItsOwn() throws Exception {
        // given
        String ad = AD + "-" + UUID.randomUUID();
        Path savepoint = stoppedAfter(ad);
        // when
        Path data = folder.resolve("second");
        copy(savepoint, placeIn(data));
        start(data);
        // then
        goesOn(ad);
    }

    @Test
    void goesOnFromTheSavepointOfTheLastRelease() throws Exception {
        // given: its offsets are those of a topic with few messages; this one has as many
        for (int i = 0; i < 2 * BEFORE; i++) {
            adEvents.heartbeat(Instant.EPOCH);
        }
        // when
        Path data = folder.resolve("of-last-release");
        unzip(placeIn(data));
        start(data);
        // then
        goesOn(AD);
    }

    @Test
    @EnabledIfSystemProperty(named = "recount.savepoint.write", matches = "true")
    void writesTheSavepointOfThisRelease() throws Exception {
        Path savepoint = stoppedAfter(AD);
        start(folder.resolve("unused")); // Something for tearDown() to stop.
        zip(savepoint);
        assertThat(LAST_RELEASE).isNotEmptyFile();
    }

    /** Half of the events are counted; all of them are told again, and then the rest. */
    private void goesOn(String ad) {
        impressions(ad, 0, BEFORE + AFTER);
        WindowResult result = awaitRevision(ad, BEFORE + AFTER);
        assertThat(result.getImpressions()).isEqualTo(BEFORE + AFTER);
    }

    private Path stoppedAfter(String ad) throws Exception {
        start(folder.resolve("first"));
        impressions(ad, 0, BEFORE);
        awaitRevision(ad, BEFORE);
        String where =
                job.stopWithSavepoint(
                                false,
                                folder.resolve("savepoints").toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return Path.of(URI.create(where));
    }

    private void start(Path data) throws Exception {
        job =
                LocalCluster.start(
                        Settings.of(
                                Map.of(
                                        "RECOUNT_KAFKA",
                                        RealParts.kafka().bootstrapServers(),
                                        "RECOUNT_REDIS_URL",
                                        RealParts.redis().url(),
                                        "RECOUNT_POSTGRES_URL",
                                        RealParts.postgres().newDatabase(),
                                        "RECOUNT_DATA",
                                        data.toString(),
                                        "RECOUNT_FLINK_PORT",
                                        Integer.toString(freePort()))));
    }

    /** Where the local run looks for what to go on from. */
    private static Path placeIn(Path data) throws IOException {
        return Files.createDirectories(data.resolve("flink/checkpoints/given/chk-1"));
    }

    private void impressions(String ad, int from, int to) {
        for (int number = from; number < to; number++) {
            String clickId = "saved-" + number + ad;
            Instant at = MINUTE.plusMillis(number);
            adEvents.send(ad, clickId, AdEventSamples.impression(clickId, ad, at));
        }
    }

    private WindowResult awaitRevision(String ad, long revision) {
        WindowResult result =
                await().atMost(LIMIT)
                        .until(
                                () -> results.newest(MetricScope.AD, ad, MINUTE).orElse(null),
                                newest -> newest != null && newest.getRevision() >= revision);
        assertThat(result.getRevision()).isEqualTo(revision);
        return result;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void zip(Path folder) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(LAST_RELEASE))) {
            for (Path file : files(folder)) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, zip);
            }
        }
    }

    private static void unzip(Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(LAST_RELEASE);
                var zip = new ZipInputStream(in)) {
            for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
                Files.copy(zip, folder.resolve(file.getName()));
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
