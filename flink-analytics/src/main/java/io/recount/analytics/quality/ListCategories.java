package io.recount.analytics.quality;

import io.recount.analytics.stream.Seconds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The categories of all campaigns that are not over, from the read model: at the start and every
 * few minutes. A list that fails is tried again a little later; until one is there, ads are
 * compared with those without a category.
 */
public final class ListCategories extends RichAsyncFunction<Long, CampaignCategory> {
    static final long TIMEOUT_S = 30;

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ListCategories.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(20);
    private static final int CONNECT_TIMEOUT_S = 10;

    /** More than come while one list takes its time: a full operator would hold up checkpoints. */
    private static final int MOST_TICKS = 100;

    /** The first category is what a campaign is mostly about; the others widen where it shows. */
    private static final String CATEGORIES =
            """
            SELECT campaign_id, coalesce(targeting -> 'categories' ->> 0, '')
            FROM read_model.campaigns WHERE status <> 'ENDED'
            """;

    private final String jdbcUrl;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient PGSimpleDataSource database;

    @SuppressWarnings("NullAway.Init")
    private transient ExecutorService thread;

    private transient volatile long dueNanos;

    ListCategories(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /** The lists, row by row. */
    public static DataStream<CampaignCategory> of(StreamExecutionEnvironment env, String jdbcUrl) {
        return AsyncDataStream.unorderedWait(
                        Seconds.of(env, "category-seconds"),
                        new ListCategories(jdbcUrl),
                        2 * TIMEOUT_S,
                        TimeUnit.SECONDS,
                        MOST_TICKS)
                .returns(TypeInformation.of(CampaignCategory.class))
                .uid("campaign-categories")
                .name("categories of campaigns")
                .setParallelism(1);
    }

    @Override
    public void open(OpenContext context) {
        database = new PGSimpleDataSource();
        database.setUrl(jdbcUrl);
        database.setApplicationName("recount-flink-quality");
        database.setConnectTimeout(CONNECT_TIMEOUT_S);
        database.setSocketTimeout((int) TIMEOUT_S);
        database.setReadOnly(true);
        thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            var daemon = new Thread(task, "campaign-categories");
                            daemon.setDaemon(true);
                            return daemon;
                        });
        dueNanos = System.nanoTime();
    }

    @Override
    public void asyncInvoke(Long tick, ResultFuture<CampaignCategory> result) {
        if (System.nanoTime() - dueNanos < 0) {
            result.complete(List.of());
            return;
        }
        dueNanos = System.nanoTime() + EVERY.toNanos();
        thread.execute(() -> result.complete(listOrNothing()));
    }

    private List<CampaignCategory> listOrNothing() {
        try {
            return list();
        } catch (SQLException e) {
            log.warn("Categories of campaigns cannot be listed: {}", e.toString());
            dueNanos = System.nanoTime() + AFTER_FAILURE.toNanos();
            return List.of();
        }
    }

    private List<CampaignCategory> list() throws SQLException {
        List<CampaignCategory> listed = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(CATEGORIES);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                listed.add(new CampaignCategory(rows.getString(1), rows.getString(2)));
            }
        }
        return listed;
    }

    @Override
    public void timeout(Long tick, ResultFuture<CampaignCategory> result) {
        result.complete(List.of());
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
