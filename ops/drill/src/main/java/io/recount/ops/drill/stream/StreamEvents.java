package io.recount.ops.drill.stream;

import io.recount.event.BudgetLimit;
import io.recount.event.ClickCharged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Impression;
import io.recount.ops.traffic.truth.BudgetTruth;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Events as command-api writes them. */
final class StreamEvents {
    private StreamEvents() {}

    /** Whose event it is. */
    record Ad(int advertiser, String advertiserId, String campaignId, String adId) {}

    /** A click that somebody bought after, or says so. */
    record Sold(String clickId, Ad ad, long atMs) {
        static final long NEVER = Long.MIN_VALUE;
    }

    static Impression impression(Ad ad, String id, long atMs) {
        Instant at = Instant.ofEpochMilli(atMs);
        return Impression.newBuilder()
                .setClickId(id)
                .setAdvertiserId(ad.advertiserId())
                .setCampaignId(ad.campaignId())
                .setAdId(ad.adId())
                .setSlot(1)
                .setServedAt(at)
                .setAt(at)
                .build();
    }

    /** Charged, where the campaign could pay for it. */
    static SpecificRecord click(
            Ad ad, String id, long atMs, long priceMicros, Optional<BudgetTruth.Charge> charge) {
        Instant at = Instant.ofEpochMilli(atMs);
        return charge.isPresent()
                ? charged(ad, id, at, charge.get())
                : unbilled(ad, id, at, priceMicros);
    }

    private static ClickCharged charged(Ad ad, String id, Instant at, BudgetTruth.Charge charge) {
        return ClickCharged.newBuilder()
                .setClickId(id)
                .setAdvertiserId(ad.advertiserId())
                .setCampaignId(ad.campaignId())
                .setAdId(ad.adId())
                .setOutcome(ClickOutcome.CHARGED)
                .setChargedMicros(charge.micros())
                .setAt(at)
                .setServedAt(at)
                .setDayStart(Instant.EPOCH)
                .setBalanceAfterMicros(0)
                .setDaySpentAfterMicros(charge.spentMicros())
                .setDayClicksAfter(charge.number())
                .setTotalSpentAfterMicros(charge.spentMicros())
                .setDailyBudgetMicros(charge.budgetMicros())
                .setAutoPausePercent(charge.pausesAtPercent())
                .setRulesVersion(1)
                .build();
    }

    private static ClickNotCharged unbilled(Ad ad, String id, Instant at, long priceMicros) {
        return ClickNotCharged.newBuilder()
                .setClickId(id)
                .setAdvertiserId(ad.advertiserId())
                .setCampaignId(ad.campaignId())
                .setAdId(ad.adId())
                .setOutcome(ClickOutcome.UNBILLED_BUDGET)
                .setLimit(BudgetLimit.DAY)
                .setPriceMicros(priceMicros)
                .setAt(at)
                .setServedAt(at)
                .setDayStart(Instant.EPOCH)
                .setBalanceMicros(0)
                .setDaySpentMicros(0)
                .setTotalSpentMicros(0)
                .setDailyBudgetMicros(0)
                .setRulesVersion(1)
                .build();
    }

    static ClickIgnored invalidClick(Ad ad, String id, long atMs) {
        Instant at = Instant.ofEpochMilli(atMs);
        return ClickIgnored.newBuilder()
                .setEventId(id + "/e")
                .setClickId(id)
                .setAdvertiserId(ad.advertiserId())
                .setCampaignId(ad.campaignId())
                .setAdId(ad.adId())
                .setOutcome(ClickOutcome.INVALID_TRAFFIC)
                .setPriceMicros(70_000_000)
                .setServedAt(at)
                .setAt(at)
                .build();
    }

    static Conversion conversion(Sold click, String id, long atMs, long receivedAtMs) {
        return Conversion.newBuilder()
                .setConversionId(id)
                .setClickId(click.clickId())
                .setOrderId(id)
                .setAdvertiserId(click.ad().advertiserId())
                .setCampaignId(click.ad().campaignId())
                .setAdId(click.ad().adId())
                .setValueMicros(1)
                .setOccurredAt(Instant.ofEpochMilli(atMs))
                .setReceivedAt(Instant.ofEpochMilli(receivedAtMs))
                .build();
    }
}
