package io.recount.analytics;

import io.recount.event.AuctionTraced;
import io.recount.event.BidNotice;
import io.recount.event.ClickCharged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.FundsDeposited;
import io.recount.event.Heartbeat;
import io.recount.event.Impression;
import io.recount.event.NoticeKind;
import java.time.Instant;
import java.util.List;

/** Events of one advertiser with one campaign and ads, at given times. */
public final class AdEventSamples {
    public static final String ADVERTISER = "0a1b2c3d4e5f6";
    public static final String CAMPAIGN = ADVERTISER + "-c1";

    private AdEventSamples() {}

    public static Impression impression(String clickId, String adId, Instant at) {
        return Impression.newBuilder()
                .setClickId(clickId)
                .setAdvertiserId(ADVERTISER)
                .setCampaignId(CAMPAIGN)
                .setAdId(adId)
                .setSlot(1)
                .setServedAt(at)
                .setAt(at)
                .build();
    }

    public static BidNotice billingNotice(String clickId, String adId, Instant at) {
        return BidNotice.newBuilder()
                .setKind(NoticeKind.BILLING)
                .setClickId(clickId)
                .setAdvertiserId(ADVERTISER)
                .setCampaignId(CAMPAIGN)
                .setAdId(adId)
                .setServedAt(at)
                .setAt(at)
                .build();
    }

    public static AuctionTraced auction(String requestId, Instant at) {
        return AuctionTraced.newBuilder()
                .setRequestId(requestId)
                .setAt(at)
                .setCatalogueVersion(7)
                .setSlots(1)
                .setFloorMicros(0)
                .setCandidates(List.of())
                .build();
    }

    public static ClickCharged click(String clickId, String adId, Instant at, long chargedMicros) {
        return ClickCharged.newBuilder()
                .setClickId(clickId)
                .setAdvertiserId(ADVERTISER)
                .setCampaignId(CAMPAIGN)
                .setAdId(adId)
                .setOutcome(ClickOutcome.CHARGED)
                .setChargedMicros(chargedMicros)
                .setAt(at)
                .setServedAt(at)
                .setDayStart(at)
                .setBalanceAfterMicros(0)
                .setDaySpentAfterMicros(chargedMicros)
                .setDayClicksAfter(1)
                .setTotalSpentAfterMicros(chargedMicros)
                .setDailyBudgetMicros(chargedMicros)
                .setRulesVersion(1)
                .build();
    }

    public static ClickIgnored ignored(
            String eventId, String adId, Instant at, ClickOutcome outcome) {
        return ClickIgnored.newBuilder()
                .setEventId(eventId)
                .setClickId("click-of-" + eventId)
                .setAdvertiserId(ADVERTISER)
                .setCampaignId(CAMPAIGN)
                .setAdId(adId)
                .setOutcome(outcome)
                .setPriceMicros(70_000_000)
                .setServedAt(at)
                .setAt(at)
                .build();
    }

    public static Conversion conversion(String conversionId, String adId, Instant occurredAt) {
        return Conversion.newBuilder(unattributed(conversionId, occurredAt))
                .setAdvertiserId(ADVERTISER)
                .setCampaignId(CAMPAIGN)
                .setAdId(adId)
                .build();
    }

    /** No charged click is known for it. */
    public static Conversion unattributed(String conversionId, Instant occurredAt) {
        return Conversion.newBuilder()
                .setConversionId(conversionId)
                .setClickId("click-of-" + conversionId)
                .setOrderId("order-of-" + conversionId)
                .setValueMicros(1)
                .setOccurredAt(occurredAt)
                .setReceivedAt(occurredAt)
                .build();
    }

    public static Heartbeat heartbeat(Instant completeTo) {
        return Heartbeat.newBuilder().setCompleteTo(completeTo).setPosition(1).build();
    }

    public static FundsDeposited deposit(Instant at) {
        return FundsDeposited.newBuilder()
                .setAdvertiserId(ADVERTISER)
                .setAmountMicros(1)
                .setBalanceAfterMicros(1)
                .setReference("r")
                .setAt(at)
                .build();
    }
}
