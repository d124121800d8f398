package io.recount.command.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.command.budget.DecideClick;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.budget.DecidedClicks;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Commands;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.traffic.TrafficGuard;
import io.recount.command.traffic.TrafficGuard.Judged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.http.Problem;
import io.recount.rules.PricedClick;
import io.recount.rules.TrafficRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * What becomes of a click whose seal is whole, in this order: test, expired, already decided,
 * invalid traffic, and then the budget's own. What claims nothing is a tracking event.
 */
@Component
class Clicks {
    private final Tokens tokens;
    private final TrafficGuard guard;
    private final DecidedClicks decidedClicks;
    private final Commands commands;
    private final TrackingProducer producer;
    private final SpendGate gate;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Timer latency;

    Clicks(
            Tokens tokens,
            TrafficGuard guard,
            DecidedClicks decidedClicks,
            Commands commands,
            TrackingProducer producer,
            SpendGate gate,
            Clock clock,
            MeterRegistry meters) {
        this.tokens = tokens;
        this.guard = guard;
        this.decidedClicks = decidedClicks;
        this.commands = commands;
        this.producer = producer;
        this.gate = gate;
        this.clock = clock;
        this.meters = meters;
        this.latency =
                Timer.builder("recount.click.decision")
                        .description("From an opened token to the committed decision")
                        .publishPercentileHistogram()
                        .register(meters);
    }

    /** The device that clicked. */
    record Source(String address, @Nullable String agent) {}

    /**
     * A click's outcome.
     *
     * @param judged null where the traffic rules were not asked
     * @param decided null where the budget was not asked
     */
    record Result(ClickOutcome outcome, @Nullable Judged judged, @Nullable Decided decided) {
        /** That refused the click; null unless it is invalid traffic. */
        @Nullable TrafficRule rule() {
            return outcome == ClickOutcome.INVALID_TRAFFIC && judged != null
                    ? judged.broken()
                    : null;
        }
    }

    Result decide(AdToken token, Source source, Actor actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Result result = result(token, source, actor, now);
        count(result.outcome().name(), result.rule());
        if (claimsNothing(result.outcome())) {
            ignored(token, result, actor.network(), now);
        } else {
            gate.clicked(
                    token.advertiserId(),
                    token.campaignId(),
                    token.adId(),
                    token.priceMicros(),
                    token.servedAt(),
                    now);
        }
        return result;
    }

    /** Nobody could be asked: the visitor goes on, and the click costs nothing. */
    void undecided() {
        count("UNDECIDED", null);
    }

    private static TrafficGuard.Click click(
            AdToken token, Source source, Actor actor, Instant now) {
        return new TrafficGuard.Click(
                token.clickId(),
                token.adId(),
                token.servedAt(),
                now,
                source.address(),
                source.agent(),
                token.visitor(),
                actor.network(),
                token.publisher());
    }

    private Result result(AdToken token, Source source, Actor actor, Instant now) {
        if (token.test()) {
            return new Result(ClickOutcome.TEST, null, null);
        }
        if (tokens.isExpired(token, now)) {
            return new Result(ClickOutcome.EXPIRED, null, null);
        }
        Judged judged = guard.judge(click(token, source, actor, now));
        // A click that was decided before is a duplicate, whoever repeats it. The budget tells
        // that; it is looked up here only where the budget would not be asked any more.
        if (judged.broken() != null && !isDecided(token.clickId())) {
            return new Result(ClickOutcome.INVALID_TRAFFIC, judged, null);
        }
        PricedClick click =
                new PricedClick(
                        token.clickId(),
                        token.campaignId(),
                        token.adId(),
                        token.priceMicros(),
                        token.servedAt(),
                        token.visitor(),
                        actor.network(),
                        judged.agentClass().name(),
                        judged.networkClass().name(),
                        token.arms(),
                        token.publisher());
        Timer.Sample sample = Timer.start();
        Decided decided =
                commands.send(
                        new DecideClick(token.advertiserId(), click, now), Decided.class, actor);
        sample.stop(latency);
        return new Result(decided.outcome(), judged, decided);
    }

    private boolean isDecided(String clickId) {
        try {
            return decidedClicks.find(clickId).isPresent();
        } catch (DataAccessException e) {
            throw Problem.unavailable(
                    "LOG_UNAVAILABLE",
                    "The event log cannot be reached now; ask again",
                    Duration.ofSeconds(1));
        }
    }

    private static boolean claimsNothing(ClickOutcome outcome) {
        return switch (outcome) {
            case DUPLICATE, EXPIRED, INVALID_TRAFFIC, TEST -> true;
            case CHARGED, CHARGED_GRACE, UNBILLED_PAUSED, UNBILLED_BUDGET -> false;
        };
    }

    private void ignored(AdToken token, Result result, @Nullable String network, Instant now) {
        String eventId = UUID.randomUUID().toString();
        Judged judged = result.judged();
        TrafficRule rule = result.rule();
        producer.sendLater(
                token.advertiserId(),
                eventId,
                now,
                ClickIgnored.newBuilder()
                        .setEventId(eventId)
                        .setClickId(token.clickId())
                        .setAdvertiserId(token.advertiserId())
                        .setCampaignId(token.campaignId())
                        .setAdId(token.adId())
                        .setOutcome(result.outcome())
                        .setPriceMicros(token.priceMicros())
                        .setServedAt(token.servedAt())
                        .setAt(now)
                        .setVisitor(token.visitor())
                        .setNetwork(network)
                        .setRuleId(rule == null ? null : rule.name())
                        .setAgentClass(judged == null ? null : judged.agentClass().name())
                        .setNetworkClass(judged == null ? null : judged.networkClass().name())
                        .setArms(token.arms())
                        .setPublisher(token.publisher())
                        .build());
    }

    private void count(String outcome, @Nullable TrafficRule rule) {
        meters.counter(
                        "recount.clicks",
                        "outcome",
                        outcome,
                        "rule",
                        rule == null ? "" : rule.name())
                .increment();
    }
}
