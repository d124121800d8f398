package io.recount.command.serving.pacing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.catalogue.Zones;
import io.recount.command.serving.gate.ClickRates;
import io.recount.command.serving.gate.Days;
import io.recount.command.serving.gate.Days.Day;
import io.recount.command.serving.gate.InFlight;
import io.recount.command.serving.gate.SpendMirror;
import io.recount.event.Pacing;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Spreads the day's budget of campaigns that ask for it over their day, along the traffic that is
 * expected: lets only a share of their requests pass, see {@link Course}. Which ones pass goes by a
 * hash of request and campaign, so the same request gets the same answer.
 */
@Component
public class Pacer {
    private static final int CAMPAIGNS_MAX = 200_000;

    /** A new plan each hour, when the curve has learned another one. */
    private static final long PLAN_KEPT_MS = TrafficCurve.HOUR_MS;

    private static final int ZONES_MAX = 10_000;

    private final SpendMirror mirror;
    private final InFlight inFlight;
    private final ClickRates rates;
    private final Days days;
    private final TrafficCurve curve;
    private final Counter held;

    private final Cache<String, Course> courses =
            Caffeine.newBuilder().maximumSize(CAMPAIGNS_MAX).build();
    private final Map<Zones, Expected> expected = new ConcurrentHashMap<>();

    public Pacer(
            SpendMirror mirror,
            InFlight inFlight,
            ClickRates rates,
            Days days,
            TrafficCurve curve,
            MeterRegistry meters) {
        this.mirror = mirror;
        this.inFlight = inFlight;
        this.rates = rates;
        this.days = days;
        this.curve = curve;
        this.held =
                Counter.builder("recount.pacing.held")
                        .description("Campaigns that a request matched and that waited for later")
                        .register(meters);
        Gauge.builder("recount.pacing.campaigns", courses, Cache::estimatedSize)
                .description("Campaigns whose budget is spread over the day")
                .register(meters);
    }

    /** The traffic of each hour of a day. */
    private static final class Expected {
        private final Day day;
        private final long madeMs;
        private final double[] traffic;

        Expected(Day day, long madeMs, double[] traffic) {
            this.day = day;
            this.madeMs = madeMs;
            this.traffic = traffic;
        }
    }

    /** One ad request came: the curve learns from it. */
    public void saw(Instant at) {
        curve.saw(at);
    }

    /** Whether the campaign takes part in the auction of that request. */
    public boolean lets(ServingCampaign campaign, String requestId, Instant at) {
        if (campaign.pacing() != Pacing.EVEN) {
            return true;
        }
        boolean lets = course(campaign, at).lets(place(requestId, campaign.campaignId()));
        if (!lets) {
            held.increment();
        }
        return lets;
    }

    /** What {@link #lets} would say; for tests and explanations, which are no traffic. */
    public boolean wouldLet(ServingCampaign campaign, String requestId, Instant at) {
        return campaign.pacing() != Pacing.EVEN
                || place(requestId, campaign.campaignId()) < course(campaign, at).share();
    }

    private Course course(ServingCampaign campaign, Instant at) {
        long atMs = at.toEpochMilli();
        Course course =
                Objects.requireNonNull(courses.get(campaign.campaignId(), id -> new Course()));
        if (course.isDue(atMs)) {
            course.update(sight(campaign, atMs), atMs);
        }
        return course;
    }

    private Course.Sight sight(ServingCampaign campaign, long atMs) {
        String id = campaign.campaignId();
        Day day = days.of(campaign.zones(), atMs);
        double spent = mirror.spentMicros(id, day.startMs());
        return new Course.Sight(
                DayPlan.of(
                        day,
                        traffic(campaign.zones(), day, atMs),
                        campaign.zones(),
                        campaign.hours()),
                budget(campaign, spent),
                spent + inFlight.expected(id, atMs),
                inFlight.everServed(id),
                rates.of(id, campaign.ads().get(0).adId()) * campaign.bidMicros(),
                inFlight.instances());
    }

    /** Where it would be paused by itself the day is over for it, so that is what must last. */
    private double budget(ServingCampaign campaign, double spentToday) {
        double daily = campaign.dailyBudgetMicros() / 100.0 * campaign.autoPausePercent();
        Long total = campaign.totalBudgetMicros();
        if (total == null) {
            return daily;
        }
        long left = total - mirror.totalMicros(campaign.campaignId());
        return Math.min(daily, spentToday + Math.max(0, left));
    }

    private double[] traffic(Zones zones, Day day, long atMs) {
        Expected made = expected.get(zones);
        if (made == null || !made.day.equals(day) || atMs - made.madeMs > PLAN_KEPT_MS) {
            if (expected.size() >= ZONES_MAX) {
                expected.clear();
            }
            made =
                    new Expected(
                            day,
                            atMs,
                            curve.expected(
                                    day.startMs(),
                                    DayPlan.hours(day),
                                    zones.at(Instant.ofEpochMilli(atMs))));
            expected.put(zones, made);
        }
        return made.traffic;
    }

    /** From 0 to 1, even over all requests of a campaign and over all campaigns of a request. */
    static double place(String requestId, String campaignId) {
        // Stafford's variant 13 of the 64-bit finalizer of MurmurHash3.
        long mixed = ((long) requestId.hashCode() << 32) ^ (campaignId.hashCode() & 0xffffffffL);
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
