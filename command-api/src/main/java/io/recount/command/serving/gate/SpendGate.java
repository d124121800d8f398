package io.recount.command.serving.gate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Whether another ad of a campaign may be served. Counting clicks alone serves too much: while the
 * last click is paid, dozens of ads are still out that will be clicked for nothing. Holding back
 * the price of every ad served serves too little: of a hundred one is clicked. So what is in flight
 * counts by its expected spend m and the variance v of it: an ad is served while
 *
 * <pre>spent + price ≤ limit   and   spent + m + 2·√v ≤ limit</pre>
 *
 * <p>for the advertiser's balance, the campaign's total and its day. Where a campaign is far from
 * its limits, as most are, nothing has to be decayed or asked to know it.
 *
 * <p>What is spent stands in the mirror. Redis is asked only where the mirror may have missed
 * something and the campaign is near a limit, or unknown; without an answer in a few milliseconds
 * what is in memory decides.
 */
@Component
public class SpendGate {
    /** Near a limit: within so many times what is in flight here, so that others' may matter. */
    private static final double NEAR_REACHES = 10;

    private static final double NEAR_PRICES = 20;

    private final SpendMirror mirror;
    private final InFlight inFlight;
    private final ClickRates rates;
    private final ClickDelay delay;
    private final Days days;
    private final SpendLookup lookup;
    private final Map<Verdict, Counter> verdicts = new EnumMap<>(Verdict.class);

    public SpendGate(
            SpendMirror mirror,
            InFlight inFlight,
            ClickRates rates,
            ClickDelay delay,
            Days days,
            SpendLookup lookup,
            Clock clock,
            MeterRegistry meters) {
        this.mirror = mirror;
        this.inFlight = inFlight;
        this.rates = rates;
        this.delay = delay;
        this.days = days;
        this.lookup = lookup;
        for (Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.OPEN) {
                verdicts.put(
                        verdict,
                        Counter.builder("recount.gate.refusals")
                                .description("Campaigns that matched and could not pay a click")
                                .tag("verdict", verdict.name())
                                .register(meters));
            }
        }
        Gauge.builder(
                        "recount.gate.in.flight",
                        () -> inFlight.expectedInAll(clock.millis()) / 2 / 1e6)
                .description("Expected spend on ads that this instance served, not yet clicked")
                .register(meters);
        Gauge.builder("recount.gate.click.delay", delay, d -> d.meanMs() / 1e3)
                .description("Mean time from serving an ad to its click")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Whether an ad of it may be served whose click costs at most that. */
    public Verdict check(ServingCampaign campaign, long priceMicros, Instant at) {
        long atMs = at.toEpochMilli();
        if (isFarFromLimits(campaign, priceMicros)) {
            return Verdict.OPEN;
        }
        inFlight.isNear(campaign.campaignId(), atMs);
        inFlight.isNear(campaign.advertiserId(), atMs);
        if (lookup.isStale()) {
            lookup.refresh(campaign);
        }
        Verdict verdict = judge(campaign, priceMicros, atMs);
        if (verdict != Verdict.OPEN) {
            Objects.requireNonNull(verdicts.get(verdict)).increment();
        }
        return verdict;
    }

    /** An ad was served: in flight from now on. Not to be called for test requests. */
    public void served(ServingCampaign campaign, String adId, long priceMicros, Instant at) {
        served(campaign, adId, rates.of(campaign.campaignId(), adId), priceMicros, at);
    }

    /**
     * Likewise, where the click rate was just looked up.
     *
     * @param rate clicks expected of an impression
     */
    public void served(
            ServingCampaign campaign, String adId, double rate, long priceMicros, Instant at) {
        long atMs = at.toEpochMilli();
        inFlight.served(campaign.campaignId(), rate, priceMicros, atMs);
        inFlight.served(campaign.advertiserId(), rate, priceMicros, atMs);
        rates.served(campaign.campaignId(), adId, atMs);
    }

    /** Its click was decided, once and whichever way: it is in flight no longer. */
    public void clicked(
            String advertiserId,
            String campaignId,
            String adId,
            long priceMicros,
            Instant servedAt,
            Instant at) {
        long servedMs = servedAt.toEpochMilli();
        long atMs = at.toEpochMilli();
        double rate = rates.of(campaignId, adId);
        inFlight.clicked(campaignId, rate, priceMicros, servedMs, atMs);
        inFlight.clicked(advertiserId, rate, priceMicros, servedMs, atMs);
        rates.clicked(campaignId, adId, atMs);
        delay.saw(atMs - servedMs);
    }

    /** By upper bounds: true is certain, false only means that it takes a closer look. */
    private boolean isFarFromLimits(ServingCampaign campaign, long priceMicros) {
        SpendMirror.Day day = mirror.day(campaign);
        SpendMirror.Balance balance = mirror.balance(campaign);
        if (day == null || balance == null) {
            return false;
        }
        Long total = campaign.totalBudgetMicros();
        // Whichever day it was spent on: today's is not more.
        long room = campaign.dailyBudgetMicros() - day.spentMicros();
        if (total != null) {
            room =
                    day.totalMicros() == SpendMirror.Day.UNKNOWN
                            ? 0
                            : Math.min(room, total - day.totalMicros());
        }
        return !inFlight.isElsewhere(campaign)
                && isFar(room, inFlight.campaignsReachAtMost(campaign), priceMicros)
                && isFar(balance.micros(), inFlight.advertisersReachAtMost(campaign), priceMicros);
    }

    private static boolean isFar(long roomMicros, double reachMicros, long priceMicros) {
        return roomMicros > NEAR_REACHES * reachMicros + NEAR_PRICES * priceMicros;
    }

    /** In the order in which a click is judged: balance, total, day. */
    private Verdict judge(ServingCampaign campaign, long priceMicros, long atMs) {
        SpendMirror.Day day = mirror.day(campaign);
        SpendMirror.Balance balance = mirror.balance(campaign);
        Long total = campaign.totalBudgetMicros();
        if (day == null
                || balance == null
                || (total != null && day.totalMicros() == SpendMirror.Day.UNKNOWN)) {
            return Verdict.NO_RECORD;
        }
        double advertisers = inFlight.reach(campaign.advertiserId(), atMs);
        if (!fits(balance.micros(), priceMicros, advertisers)) {
            return Verdict.BALANCE_USED;
        }
        double campaigns = inFlight.reach(campaign.campaignId(), atMs);
        if (total != null && !fits(total - day.totalMicros(), priceMicros, campaigns)) {
            return Verdict.TOTAL_USED;
        }
        long left = campaign.dailyBudgetMicros() - spentToday(campaign, day, atMs);
        return fits(left, priceMicros, campaigns) ? Verdict.OPEN : Verdict.DAY_USED;
    }

    private static boolean fits(long leftMicros, long priceMicros, double reach) {
        return priceMicros <= leftMicros && reach <= leftMicros;
    }

    private long spentToday(ServingCampaign campaign, SpendMirror.Day day, long atMs) {
        return day.spentOn(days.of(campaign.zones(), atMs).startMs());
    }
}
