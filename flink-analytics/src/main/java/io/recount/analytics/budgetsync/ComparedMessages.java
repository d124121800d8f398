package io.recount.analytics.budgetsync;

import io.recount.analytics.stream.TopicMessage;
import io.recount.event.BudgetCompared;
import io.recount.event.CounterDrift;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A comparison for {@code budget-management}. */
final class ComparedMessages {
    private ComparedMessages() {}

    static TopicMessage compared(Compared compared, @Nullable Long streamSpentMicros) {
        ActiveCampaign campaign = compared.campaign();
        var message =
                BudgetCompared.newBuilder()
                        .setAdvertiserId(campaign.advertiserId())
                        .setCampaignId(campaign.campaignId())
                        .setDayStart(Instant.ofEpochMilli(compared.dayStartMs()))
                        .setRedisSpentMicros(compared.redisSpentMicros())
                        .setRedisPosition(compared.redisPosition())
                        .setLedgerSpentMicros(compared.daySpentMicros())
                        .setStreamSpentMicros(streamSpentMicros)
                        .setPosition(compared.position())
                        .setDailyBudgetMicros(campaign.dailyBudgetMicros())
                        .setDifferencePpm(compared.differencePpm())
                        .setDrifted(compared.drifted())
                        .setAt(Instant.ofEpochMilli(compared.atMs()))
                        .build();
        return new TopicMessage(
                campaign.campaignId(), id("compared", compared), AvroCodec.encode(message));
    }

    /** The correction that is asked for: everything that the counter should hold. */
    static TopicMessage drift(Compared compared) {
        ActiveCampaign campaign = compared.campaign();
        @Nullable Long redisSpentMicros = compared.redisSpentMicros();
        var message =
                CounterDrift.newBuilder()
                        .setAdvertiserId(campaign.advertiserId())
                        .setCampaignId(campaign.campaignId())
                        .setDayStart(Instant.ofEpochMilli(compared.dayStartMs()))
                        .setRedisSpentMicros(redisSpentMicros == null ? 0 : redisSpentMicros)
                        .setRedisPosition(compared.redisPosition())
                        .setLedgerSpentMicros(compared.daySpentMicros())
                        .setLedgerDayClicks(compared.dayClicks())
                        .setLedgerTotalMicros(compared.totalSpentMicros())
                        .setPosition(compared.position())
                        .setAt(Instant.ofEpochMilli(compared.atMs()))
                        .build();
        return new TopicMessage(
                campaign.campaignId(), id("drift", compared), AvroCodec.encode(message));
    }

    private static String id(String what, Compared compared) {
        return what + "/" + compared.campaign().campaignId() + "/" + compared.atMs();
    }
}
