package io.recount.projections;

import io.recount.event.AdAdded;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.FrequencyCap;
import io.recount.event.FundsDeposited;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Events of one advertiser with one campaign, as command-api would log them. */
public final class SampleLog {
    public static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
    public static final Instant DAY = Instant.parse("2026-03-03T15:00:00Z");
    public static final long WON = 1_000_000;

    private final RunningProjections projections;
    private final String advertiserId;
    private long balanceMicros;
    private long spentMicros;
    private long clicks;

    public SampleLog(RunningProjections projections, String advertiserId) {
        this.projections = projections;
        this.advertiserId = advertiserId;
    }

    public String campaignId() {
        return advertiserId + "-c1";
    }

    public String adId() {
        return advertiserId + "-ad1";
    }

    public SampleLog register() {
        return budget(
                new AdvertiserRegistered(advertiserId, "Hana Books", "KRW", "Asia/Seoul", AT));
    }

    public SampleLog deposit(long micros) {
        balanceMicros += micros;
        return budget(new FundsDeposited(advertiserId, micros, balanceMicros, "invoice-1", AT));
    }

    /** Created with a budget, an ad added, activated: as one flow of calls logs it. */
    public SampleLog campaign() {
        return create().budgetSet(100_000 * WON).addAd().activate();
    }

    public SampleLog create() {
        return campaign(
                new CampaignCreated(
                        campaignId(),
                        advertiserId,
                        "Spring",
                        500 * WON,
                        new Targeting(
                                List.of("books"),
                                List.of("IAB1"),
                                List.of("KR"),
                                List.of(),
                                List.of(9, 10)),
                        new FrequencyCap(3, 24),
                        Pacing.ASAP,
                        "Asia/Seoul",
                        AT));
    }

    public SampleLog budgetSet(long dailyMicros) {
        return budget(new CampaignBudgetSet(advertiserId, campaignId(), dailyMicros, null, 95, AT));
    }

    public SampleLog addAd() {
        return campaign(
                AdAdded.newBuilder()
                        .setCampaignId(campaignId())
                        .setAdvertiserId(advertiserId)
                        .setAdId(adId())
                        .setTitle("Read more")
                        .setDescription("Books for spring")
                        .setLandingUrl("https://books.example/land")
                        .setDisplayUrl("books.example")
                        .setAt(AT)
                        .setEditVersion(1)
                        .build());
    }

    public SampleLog activate() {
        budget(new CampaignLineOpened(advertiserId, campaignId(), AT));
        return campaign(new CampaignActivated(campaignId(), advertiserId, AT, 2L));
    }

    public SampleLog click() {
        return budget(nextClick());
    }

    public ClickCharged nextClick() {
        long price = 70 * WON;
        balanceMicros -= price;
        spentMicros += price;
        clicks++;
        return ClickCharged.newBuilder()
                .setClickId(advertiserId + "-click" + clicks)
                .setAdvertiserId(advertiserId)
                .setCampaignId(campaignId())
                .setAdId(adId())
                .setOutcome(ClickOutcome.CHARGED)
                .setChargedMicros(price)
                .setAt(AT)
                .setServedAt(AT)
                .setDayStart(DAY)
                .setBalanceAfterMicros(balanceMicros)
                .setDaySpentAfterMicros(spentMicros)
                .setDayClicksAfter(clicks)
                .setTotalSpentAfterMicros(spentMicros)
                .setDailyBudgetMicros(100_000 * WON)
                .setRulesVersion(1)
                .build();
    }

    private SampleLog budget(SpecificRecord event) {
        projections.log(advertiserId, event);
        return this;
    }

    private SampleLog campaign(SpecificRecord event) {
        projections.log(campaignId(), event);
        return this;
    }
}
