package io.recount.analytics.budgetsync;

import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.Seconds;
import io.recount.analytics.stream.TopicMessage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Redis against the ledger, to {@code budget-management}.
 *
 * <pre>
 * each second ─▶ list of active campaigns ─▶ schedule (each at its own instant of the period)
 *                                               │
 *                     Redis, then the ledger ◀──┘        charged clicks
 *                                │                             │
 *                                └──────────▶ witness ◀────────┘
 *                                               └─▶ compared · drift · threshold reached
 * </pre>
 */
public final class BudgetSync {
    /** A new campaign waits that long until it is first seen. */
    private static final Duration LONGEST_LIST_PERIOD = Duration.ofMinutes(1);

    private static final long LIST_TIMEOUT_S = 30;

    /**
     * More ticks than may wait for a list. Were there no room for one, a checkpoint could not pass
     * while PostgreSQL is away, and clicks would wait for it where both come together.
     */
    private static final int MOST_TICKS = 100;

    private BudgetSync() {}

    /**
     * Adds it to the job.
     *
     * @param period each active campaign is compared once in it
     */
    public static void build(
            StreamExecutionEnvironment env,
            DataStream<ChargedClick> clicks,
            Duration period,
            String redisUrl,
            String jdbcUrl,
            Sink<TopicMessage> budgetManagement) {
        Duration listEvery =
                period.compareTo(LONGEST_LIST_PERIOD) < 0 ? period : LONGEST_LIST_PERIOD;
        DataStream<ActiveCampaign> due =
                listed(env, jdbcUrl, listEvery)
                        .keyBy(ActiveCampaign::campaignId, Types.STRING)
                        .process(
                                new Schedule(
                                        period,
                                        listEvery.multipliedBy(3).plusSeconds(LIST_TIMEOUT_S)),
                                TypeInformation.of(ActiveCampaign.class))
                        .uid("budget-schedule")
                        .name("each campaign once a period");
        DataStream<Compared> compared =
                AsyncDataStream.unorderedWaitWithRetry(
                                due,
                                new LookUp(redisUrl, jdbcUrl),
                                LookUp.TIMEOUT_MS,
                                TimeUnit.MILLISECONDS,
                                LookUp.AT_ONCE,
                                LookUp.untilCompared())
                        .returns(TypeInformation.of(Compared.class))
                        .uid("budget-look-up")
                        .name("Redis and the ledger");
        clicks.keyBy(ChargedClick::campaignId, Types.STRING)
                .connect(compared.keyBy(c -> c.campaign().campaignId(), Types.STRING))
                .process(new Witness(), TypeInformation.of(TopicMessage.class))
                .uid("budget-witness")
                .name("budget sync")
                .sinkTo(budgetManagement)
                .uid("budget-kafka")
                .name("budget-management");
    }

    private static DataStream<ActiveCampaign> listed(
            StreamExecutionEnvironment env, String jdbcUrl, Duration listEvery) {
        return AsyncDataStream.unorderedWait(
                        Seconds.of(env, "budget-seconds"),
                        new ListCampaigns(jdbcUrl, listEvery),
                        LIST_TIMEOUT_S,
                        TimeUnit.SECONDS,
                        MOST_TICKS)
                .returns(TypeInformation.of(ActiveCampaign.class))
                .uid("budget-campaigns")
                .name("active campaigns")
                .setParallelism(1);
    }
}
