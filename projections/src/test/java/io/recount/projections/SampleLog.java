package io.recount.projections;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdQuality;
import io.recount.event.AdStatus;
import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.AlertJudged;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignEnded;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickOutcome;
import io.recount.event.CreditProposalDecided;
import io.recount.event.CreditProposed;
import io.recount.event.ExperimentArm;
import io.recount.event.FrequencyCap;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.event.Pacing;
import io.recount.event.PauseCause;
import io.recount.event.PriceArm;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.event.QualityScoresSet;
import io.recount.event.Targeting;
import io.recount.event.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events of one advertiser with one campaign, as command-api would log them. Long because every
 * kind of event is made here, once.
 */
public final class SampleLog {
    public static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
    public static final Instant DAY = Instant.parse("2026-03-03T15:00:00Z");
    public static final Instant LATER = AT.plusSeconds(3600);
    public static final long WON = 1_000_000;

    private final BiConsumer<String, SpecificRecord> log;
    private final String advertiserId;
    private long balanceMicros;
    private long spentMicros;
    private long clicks;
    private long edits;
    private long advertiserEdits;
    private List<ExperimentArm> arms = List.of();

    public SampleLog(RunningProjections projections, String advertiserId) {
        this(projections::log, advertiserId);
    }

    /**
     * @param log takes an aggregate's id and its next event
     */
    public SampleLog(BiConsumer<String, SpecificRecord> log, String advertiserId) {
        this.log = log;
        this.advertiserId = advertiserId;
    }

    public String campaignId() {
        return advertiserId + "-c1";
    }

    public String experimentId() {
        return "exp-" + advertiserId;
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
                        .setEditVersion(++edits)
                        .build());
    }

    public SampleLog activate() {
        budget(new CampaignLineOpened(advertiserId, campaignId(), AT));
        return campaign(new CampaignActivated(campaignId(), advertiserId, AT, ++edits));
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
                .setArms(arms)
                .build();
    }

    /** From now on clicks are of its cheaper arm. */
    public SampleLog planExperiment() {
        arms = List.of(new ExperimentArm(experimentId(), "cheaper"));
        return experiment(
                new PriceExperimentPlanned(
                        experimentId(),
                        "Cheaper clicks",
                        "price",
                        List.of(
                                new PriceArm("control", 9, 10_000L),
                                new PriceArm("cheaper", 1, 8_000L)),
                        AT,
                        LATER,
                        AT));
    }

    /** Clicks on what was served before go on counting. */
    public SampleLog stopExperiment() {
        return experiment(new PriceExperimentStopped(experimentId(), LATER));
    }

    /** Each kind of event at least once, as calls one after the other log them. */
    public SampleLog everything() {
        return register()
                .deposit(10_000 * WON)
                .campaign()
                .click()
                .planExperiment()
                .click()
                .stopExperiment()
                .refund(1_000 * WON)
                .credit(1)
                .moveTo("Europe/London")
                .changeCampaign(350 * WON)
                .changeAd(AdStatus.PAUSED)
                .score(61_234)
                .pause(PauseCause.DAY, DAY)
                .pause(PauseCause.HOLD, null)
                .pause(PauseCause.USER, null)
                .resume(PauseCause.HOLD)
                .budgetSet(200_000 * WON)
                .judgeAlert()
                .proposeCredits()
                .click();
    }

    public SampleLog refund(long micros) {
        balanceMicros -= micros;
        return budget(new FundsRefunded(advertiserId, micros, balanceMicros, "back-1", AT));
    }

    /** Gives the charge of the n-th click back, counted from 1. */
    public SampleLog credit(long n) {
        long price = 70 * WON;
        balanceMicros += price;
        return budget(
                ClickCredited.newBuilder()
                        .setAdvertiserId(advertiserId)
                        .setClickId(advertiserId + "-click" + n)
                        .setCampaignId(campaignId())
                        .setAdId(adId())
                        .setCreditedMicros(price)
                        .setBalanceAfterMicros(balanceMicros)
                        .setChargedAt(AT)
                        .setDayStart(DAY)
                        .setReason("A robot")
                        .setAt(LATER)
                        .build());
    }

    public SampleLog moveTo(String zone) {
        return budget(
                new AdvertiserChanged(
                        advertiserId,
                        "Hana Books and Tea",
                        zone,
                        DAY.plus(Duration.ofDays(1)),
                        ++advertiserEdits,
                        AT));
    }

    public SampleLog changeCampaign(long maxCpcMicros) {
        return campaign(
                CampaignChanged.newBuilder()
                        .setCampaignId(campaignId())
                        .setAdvertiserId(advertiserId)
                        .setName("Late spring")
                        .setMaxCpcMicros(maxCpcMicros)
                        .setTargeting(
                                Targeting.newBuilder()
                                        .setKeywords(List.of("books", "tea"))
                                        .setCategories(List.of())
                                        .build())
                        .setPacing(Pacing.EVEN)
                        .setEditVersion(++edits)
                        .setAt(AT)
                        .build());
    }

    public SampleLog changeAd(AdStatus status) {
        return campaign(
                AdChanged.newBuilder()
                        .setCampaignId(campaignId())
                        .setAdvertiserId(advertiserId)
                        .setAdId(adId())
                        .setTitle("Read even more")
                        .setDescription("Books for spring")
                        .setLandingUrl("https://books.example/new")
                        .setDisplayUrl("books.example")
                        .setStatus(status)
                        .setEditVersion(++edits)
                        .setAt(AT)
                        .build());
    }

    public SampleLog score(long scoreE4) {
        return campaign(
                new QualityScoresSet(
                        campaignId(),
                        advertiserId,
                        List.of(new AdQuality(adId(), scoreE4, 58_000L, 64_000L, 120L, 3_000L)),
                        AT));
    }

    /** A user's closes the line too, and is an edit. */
    public SampleLog pause(PauseCause cause, @Nullable Instant day) {
        if (cause == PauseCause.USER) {
            edits++;
            budget(new CampaignLineClosed(advertiserId, campaignId(), AT));
        }
        return campaign(
                new CampaignPaused(campaignId(), advertiserId, cause, day, null, edits, AT));
    }

    public SampleLog resume(PauseCause cause) {
        if (cause == PauseCause.USER) {
            edits++;
            budget(new CampaignLineOpened(advertiserId, campaignId(), AT));
        }
        return campaign(new CampaignResumed(campaignId(), advertiserId, cause, null, edits, AT));
    }

    public SampleLog end() {
        budget(new CampaignLineClosed(advertiserId, campaignId(), AT));
        return campaign(new CampaignEnded(campaignId(), advertiserId, null, ++edits, AT));
    }

    /** Right at first, and a false alarm on second thought. */
    public SampleLog judgeAlert() {
        String alert = "alert-" + advertiserId;
        log.accept(alert, new AlertJudged(alert, Verdict.TRUE, null, AT));
        log.accept(alert, new AlertJudged(alert, Verdict.FALSE, "A sale", LATER));
        return this;
    }

    /** One that is approved, and one of another advertiser's click too that waits. */
    public SampleLog proposeCredits() {
        String approved = "credit-" + advertiserId;
        log.accept(
                approved,
                new CreditProposed(
                        approved, List.of(advertiserId + "-click2"), 70 * WON, "Robots", AT));
        log.accept(approved, new CreditProposalDecided(approved, true, LATER));
        String waiting = approved + "2";
        List<String> ofTwo = List.of(advertiserId + "-click3", "someone-click1");
        log.accept(waiting, new CreditProposed(waiting, ofTwo, 140 * WON, "Robots", AT));
        return this;
    }

    private SampleLog budget(SpecificRecord event) {
        log.accept(advertiserId, event);
        return this;
    }

    private SampleLog experiment(SpecificRecord event) {
        log.accept(experimentId(), event);
        return this;
    }

    private SampleLog campaign(SpecificRecord event) {
        log.accept(campaignId(), event);
        return this;
    }
}
