package io.recount.analytics.budgetsync;

import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.TopicMessage;
import io.recount.event.PauseThresholdReached;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;

/**
 * A day's limits of a campaign, as they stood when its threshold was reached: told once, and again
 * where the limits changed and were reached anew.
 */
public record Threshold(long dayStartMs, long dailyBudgetMicros, int autoPausePercent) {
    /** Longer than any day of one zone; a pause of an older day would mean nothing. */
    private static final long LONGEST_DAY_MS = Duration.ofHours(25).toMillis();

    static Threshold of(ChargedClick click) {
        return new Threshold(
                click.dayStartMs(), click.dailyBudgetMicros(), click.autoPausePercent());
    }

    static Threshold of(Compared compared) {
        ActiveCampaign campaign = compared.campaign();
        return new Threshold(
                compared.dayStartMs(), campaign.dailyBudgetMicros(), campaign.autoPausePercent());
    }

    /** 100 means never before it is used up. */
    boolean isReachedBy(long spentMicros) {
        return autoPausePercent < 100
                && dailyBudgetMicros > 0
                && Math.multiplyExact(spentMicros, 100L)
                        >= Math.multiplyExact(dailyBudgetMicros, (long) autoPausePercent);
    }

    boolean isOver(long nowMs) {
        return nowMs - dayStartMs >= LONGEST_DAY_MS;
    }

    TopicMessage message(String advertiserId, String campaignId, long spentMicros, long atMs) {
        String eventId =
                "threshold/%s/%d/%d/%d"
                        .formatted(campaignId, dayStartMs, dailyBudgetMicros, autoPausePercent);
        var reached =
                PauseThresholdReached.newBuilder()
                        .setAdvertiserId(advertiserId)
                        .setCampaignId(campaignId)
                        .setDayStart(Instant.ofEpochMilli(dayStartMs))
                        .setDaySpentMicros(spentMicros)
                        .setDailyBudgetMicros(dailyBudgetMicros)
                        .setAutoPausePercent(autoPausePercent)
                        .setAt(Instant.ofEpochMilli(atMs))
                        .build();
        return new TopicMessage(campaignId, eventId, AvroCodec.encode(reached));
    }
}
