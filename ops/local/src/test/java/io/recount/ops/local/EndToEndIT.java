package io.recount.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.recount.ops.parts.Ports;
import io.recount.wire.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole platform, started the way {@code up} does, on ports and data of its own. */
class EndToEndIT {
    /** Generous: two cores run nine processes and a browser. Freshness is measured elsewhere. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A killed service starts anew while all the others run and tests load the machine. */
    private static final Duration RESTART_LIMIT = Duration.ofMinutes(4);

    private static final Path DATA = Path.of("target", "end-to-end").toAbsolutePath();

    private static Settings settings;
    private static Supervisor supervisor;
    private static ClickJourney journey;

    @BeforeAll
    static void start() throws IOException {
        Folders.delete(DATA);
        settings = settings();
        Console console = new Console(System.out, false);
        supervisor = new Supervisor(settings, console);
        journey = new ClickJourney(settings, new Api());
        try {
            UpCommand.start(settings, supervisor, console, Stack.Traffic.OFF);
        } catch (IOException | RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    @AfterAll
    static void stop() {
        supervisor.close();
    }

    private static Settings settings() {
        Path root = Path.of("../..").toAbsolutePath().normalize();
        Map<String, String> environment =
                Map.of(
                        "RECOUNT_COMMAND_API_PORT", freePort(),
                        "RECOUNT_QUERY_API_PORT", freePort(),
                        "RECOUNT_PROJECTIONS_PORT", freePort(),
                        "RECOUNT_WORKER_PORT", freePort(),
                        "RECOUNT_FLINK_PORT", freePort(),
                        "RECOUNT_POSTGRES_PORT", freePort(),
                        "RECOUNT_REDIS_PORT", freePort(),
                        "RECOUNT_KAFKA_PORT", freePort(),
                        "RECOUNT_KAFKA_CONTROLLER_PORT", freePort());
        return new Settings(root, DATA, environment);
    }

    private static String freePort() {
        return Integer.toString(Ports.free());
    }

    @Test
    void oneClickTravelsToThePage() throws IOException {
        // given
        ClickJourney.Served served = journey.create("End to end", "endtoend");

        // when
        ClickJourney.Clicked clicked = journey.click(served);

        // then
        assertThat(clicked.outcome()).isEqualTo("CHARGED");
        assertThat(clicked.chargedMicros()).isPositive();
        awaitCounted(served, clicked);
        assertPageShows(served, clicked.chargedMicros());
    }

    private static void assertPageShows(ClickJourney.Served served, long chargedMicros) {
        try (Playwright playwright =
                        Playwright.create(
                                new Playwright.CreateOptions()
                                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(headless());
                Page page = browser.newPage()) {
            page.navigate(settings.queryApi() + "/");
            Locator row = page.locator("#c-" + served.campaignId());
            row.waitFor(new Locator.WaitForOptions().setTimeout((double) LIMIT.toMillis()));
            String won = Long.toString(chargedMicros / 1_000_000);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(row.innerText()).contains("End to end").contains(won));
        }
    }

    private static BrowserType.LaunchOptions headless() {
        return new BrowserType.LaunchOptions()
                .setExecutablePath(Preflight.findChromium().orElseThrow())
                .setArgs(
                        List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync"));
    }

    @Test
    void brokenMessagesAreParkedAndTheRestFlows() throws Exception {
        // given
        ClickJourney.Served served = journey.create("Beside broken ones", "besidebroken");

        // when
        sendBroken(Topic.AD_EVENTS);
        sendBroken(Topic.PERFORMANCE_METRICS);
        ClickJourney.Clicked clicked = journey.click(served);

        // then
        awaitCounted(served, clicked);
        for (Topic topic : List.of(Topic.AD_EVENTS, Topic.PERFORMANCE_METRICS)) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    number(
                                                            "SELECT count(*) FROM"
                                                                    + " analytics.parked_messages"
                                                                    + " WHERE cause <> '' AND topic = '"
                                                                    + topic.topicName()
                                                                    + "'"))
                                            .isEqualTo(1));
        }
    }

    private static void sendBroken(Topic topic) throws Exception {
        byte[] key = "key".getBytes(StandardCharsets.UTF_8);
        byte[] value = "no event at all".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", settings.kafka()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
        }
    }

    @Test
    void killedServicesComeBackAndTheTotalsAgree() throws IOException {
        // given
        ClickJourney.Served served = journey.create("Through kills", "throughkills");
        journey.click(served);

        // when
        kill("worker");
        kill("projections");
        awaitRestarted("worker");
        awaitRestarted("projections");
        ClickJourney.Clicked clicked = journey.click(served);

        // then
        awaitCounted(served, clicked);
        String of = " WHERE campaign_id = '" + served.campaignId() + "'";
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> {
                            long decided =
                                    number(
                                            "SELECT sum(charged_micros) FROM"
                                                    + " event_log.decided_clicks"
                                                    + of);
                            assertThat(decided).isPositive();
                            assertThat(
                                            number(
                                                    "SELECT sum(spent_micros) FROM read_model.spend"
                                                            + of))
                                    .isEqualTo(decided);
                            assertThat(
                                            number(
                                                    "SELECT sum(cost_micros) FROM"
                                                            + " analytics.window_results"
                                                            + of
                                                            + " AND scope = 'CAMPAIGN'"
                                                            + " AND window_ms = 60000"))
                                    .isEqualTo(decided);
                        });
    }

    @Test
    void theWorkersJobsAreRunFromTheCommandLine() {
        // when
        CommandLineRun done = CommandLineRun.of(settings, "worker", "run", "daily");
        CommandLineRun unknown = CommandLineRun.of(settings, "worker", "run", "nothing");

        // then
        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out()).startsWith("daily: ");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("No job nothing; there are").contains("settlement");
    }

    private static void kill(String name) {
        entry(name).process().find().orElseThrow().destroyForcibly();
    }

    private static void awaitRestarted(String name) {
        await().atMost(RESTART_LIMIT)
                .untilAsserted(
                        () -> {
                            assertThat(entry(name).restarts()).isPositive();
                            assertThat(entry(name).state()).isEqualTo("UP");
                        });
    }

    private static StackState.Entry entry(String name) {
        return StackState.read(DATA).orElseThrow().components().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitCounted(ClickJourney.Served served, ClickJourney.Clicked clicked) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> {
                            ClickJourney.Seen seen =
                                    journey.seenSince(served.campaignId(), clicked.at());
                            assertThat(seen.impressions()).isPositive();
                            assertThat(seen.clicks()).isPositive();
                            assertThat(seen.costMicros()).isPositive();
                        });
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.postgresUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
