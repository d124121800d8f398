package io.recount.ops.bench;

import io.recount.event.Impression;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.ops.bench.Outcome.Question;
import io.recount.ops.bench.TopicRound.Message;
import io.recount.wire.Topic;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How fast the worker gets messages into PostgreSQL: window results against a bare upsert of the
 * same rows, the archive against a bare binary COPY, and how long one message takes at an even
 * pace. Each round's messages lie on the broker before it begins. Half of the results are new
 * windows, the others newer revisions of them.
 */
final class WorkerTopics implements Benchmark {
    private static final int RESULTS = 100_000;
    private static final int IMPRESSIONS = 250_000;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ADS = 500;
    private static final int PER_SECOND = 5_000;
    private static final int SECONDS = 20;
    private static final double RATIO = 0.5;

    private final List<Outcome> outcomes = new ArrayList<>();
    private final StringBuilder targets =
            new StringBuilder("| what | target | measured |\n|---|---|---|\n");
    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.DAYS);
    private int rounds;

    @Override
    public Results run(Database database, Pace pace, PrintStream out) throws Exception {
        String name = "worker";
        try (WorkerProcess worker = new WorkerProcess(database, name)) {
            try (BareRows bare = new BareRows(database.url(name))) {
                windows(worker, bare, database, pace, out);
                database.checkpoint();
                latency(worker, pace, out);
                archive(worker, bare, database, pace, out);
            }
            dropping(database.url(name), out);
        }
        return new Results(outcomes, List.of(targets.toString().stripTrailing()));
    }

    private void target(String what, String target, String format, double measured) {
        targets.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %s |%n",
                        what,
                        target,
                        String.format(Locale.ROOT, format, measured)));
    }

    private void windows(
            WorkerProcess worker, BareRows bare, Database database, Pace pace, PrintStream out)
            throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> upserts = new ArrayList<>();
        try (TopicRound topic = new TopicRound(worker, Topic.PERFORMANCE_METRICS)) {
            for (int round = -WARM_UP_ROUNDS; round < pace.rounds(); round++) {
                List<WindowResult> results = results(RESULTS);
                List<Message> messages = results.stream().map(WorkerTopics::message).toList();
                database.checkpoint();
                double drained = topic.drain(messages);
                database.checkpoint();
                double upserted = bare.upsert(results);
                say(out, "window results", round, drained, upserted);
                if (round >= 0) {
                    ours.add(drained);
                    upserts.add(upserted);
                }
            }
        }
        outcomes(
                String.format(Locale.ROOT, "%,d window results", RESULTS),
                "performance-metrics",
                ours,
                "bare upsert",
                upserts);
        target(
                "window results into PostgreSQL",
                "≥ 15,000/s",
                "%,.0f/s",
                outcomes.get(outcomes.size() - 2).median());
    }

    private void archive(
            WorkerProcess worker, BareRows bare, Database database, Pace pace, PrintStream out)
            throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        try (TopicRound topic = new TopicRound(worker, Topic.AD_EVENTS)) {
            topic.drain(impressions(IMPRESSIONS, 0));
            List<byte[]> rows = bare.archived();
            for (int round = 1 - WARM_UP_ROUNDS; round < pace.rounds(); round++) {
                database.checkpoint();
                double drained = topic.drain(impressions(IMPRESSIONS, WARM_UP_ROUNDS + round));
                database.checkpoint();
                double copied = bare.copy(rows);
                say(out, "archive", round, drained, copied);
                if (round >= 0) {
                    ours.add(drained);
                    copies.add(copied);
                }
            }
        }
        outcomes(
                String.format(Locale.ROOT, "%,d impressions", IMPRESSIONS),
                "archive",
                ours,
                "bare binary COPY",
                copies);
    }

    private void outcomes(
            String setting,
            String contender,
            List<Double> ours,
            String reference,
            List<Double> bare) {
        Outcome outcome =
                new Outcome(new Question(setting, contender, reference, RATIO), ours, null, 0);
        outcomes.add(outcome);
        outcomes.add(new Outcome(Question.reference(setting, reference), bare, null, 0));
        target(
                contender + " ÷ " + reference + " of the same rows",
                "≥ " + RATIO,
                "%.2f",
                outcome.ratio(outcomes));
    }

    private static void say(
            PrintStream out, String what, int round, double ours, double reference) {
        out.printf(
                Locale.ROOT,
                "round %d: %s %,9.0f/s, bare %,9.0f/s, ratio %.2f%n",
                round + 1,
                what,
                ours,
                reference,
                ours / reference);
    }

    private void latency(WorkerProcess worker, Pace pace, PrintStream out) throws Exception {
        try (TopicRound topic = new TopicRound(worker, Topic.PERFORMANCE_METRICS)) {
            // The producer's first message waits for its connections, and this pace for its code.
            topic.paced(paceFor(pace.warmUp().toSeconds()), PER_SECOND);
            Histogram latency = topic.paced(paceFor(SECONDS), PER_SECOND);
            String what =
                    String.format(
                            Locale.ROOT,
                            "produced to committed at %,d/s for %d s",
                            PER_SECOND,
                            SECONDS);
            for (double percentile : new double[] {50, 99, 100}) {
                double ms = latency.getValueAtPercentile(percentile) / 1e3;
                String which = percentile == 100 ? "longest" : "p%.0f".formatted(percentile);
                out.printf(Locale.ROOT, "%s: %s %.1f ms%n", what, which, ms);
                target(what + ", " + which, percentile == 99 ? "≤ 100 ms" : "", "%.0f ms", ms);
            }
        }
    }

    private List<Message> paceFor(long seconds) {
        return results(Math.toIntExact(PER_SECOND * seconds)).stream()
                .map(WorkerTopics::message)
                .toList();
    }

    /** A day of the archive, the way that retention takes it away. */
    private void dropping(String url, PrintStream out) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute(
                    """
                    SELECT analytics.ensure_day('raw_events', '2026-01-02');
                    INSERT INTO analytics.raw_events
                    SELECT "partition", kafka_offset, event_id, kind, '2026-01-02T12:00:00Z',
                           advertiser_id, campaign_id, ad_id, click_id, outcome, amount_micros,
                           log_position, key, payload, archived_at
                    FROM analytics.raw_events, generate_series(1, 2)""");
            long rows = count(sql, "analytics.raw_events_20260102");
            long begun = System.nanoTime();
            sql.execute(
                    """
                    ALTER TABLE analytics.raw_events
                    DETACH PARTITION analytics.raw_events_20260102 CONCURRENTLY""");
            sql.execute("DROP TABLE analytics.raw_events_20260102");
            double tookMs = (System.nanoTime() - begun) / 1e6;
            String what = String.format(Locale.ROOT, "dropping a day of %,d raw events", rows);
            out.printf(Locale.ROOT, "%s: %.0f ms%n", what, tookMs);
            target(what, "≤ 1 s", "%.0f ms", tookMs);
        }
    }

    private static long count(Statement sql, String table) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Each window twice: first of all, and again after all others. */
    private List<WindowResult> results(int count) {
        List<WindowResult> results = new ArrayList<>();
        int round = rounds++;
        for (int revision = 1; revision <= 2; revision++) {
            for (int i = 0; i < count / 2; i++) {
                results.add(result(round, i, revision));
            }
        }
        return results;
    }

    private WindowResult result(int round, int number, int revision) {
        String adId = "bench-c%d-a%d".formatted(number % 50, number % ADS);
        return WindowResult.newBuilder()
                .setScope(MetricScope.AD)
                .setId(adId + "-" + round)
                .setAdvertiserId("bench")
                .setCampaignId("bench-c" + number % 50)
                .setWindowStart(minute.plus(number / ADS, ChronoUnit.MINUTES))
                .setWindowMs(60_000)
                .setImpressions(100L * revision)
                .setClicks(revision)
                .setInvalidClicks(0)
                .setConversionCount(0)
                .setCostMicros(70_000_000L * revision)
                .setRevision(101L * revision)
                .setComplete(revision == 2)
                .setComputedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private static Message message(WindowResult result) {
        return new Message(
                result.getId(),
                result.getId() + "/" + result.getWindowStart() + "/" + result.getRevision(),
                result);
    }

    private static List<Message> impressions(int count, int round) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String clickId = "bench-%06d-%08d".formatted(round, i);
            messages.add(
                    new Message(
                            "bench-a" + i % ADS,
                            clickId + "/i",
                            Impression.newBuilder()
                                    .setClickId(clickId)
                                    .setAdvertiserId("bench")
                                    .setCampaignId("bench-c" + i % 50)
                                    .setAdId("bench-a" + i % ADS)
                                    .setSlot(1)
                                    .setServedAt(now)
                                    .setAt(now)
                                    .setVisitor("v-00000000000000000000")
                                    .setNetwork("n-00000000000000000000")
                                    .build()));
        }
        return messages;
    }
}
