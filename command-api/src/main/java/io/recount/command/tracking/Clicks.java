package io.recount.command.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.command.budget.DecideClick;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Commands;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.rules.PricedClick;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What becomes of a click whose seal is whole. Test and expired clicks are told first and never
 * reach the budget; the rest is the Budget aggregate's. What claims nothing is a tracking event.
 */
@Component
class Clicks {
    private final Tokens tokens;
    private final Commands commands;
    private final TrackingProducer producer;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Timer latency;

    Clicks(
            Tokens tokens,
            Commands commands,
            TrackingProducer producer,
            Clock clock,
            MeterRegistry meters) {
        this.tokens = tokens;
        this.commands = commands;
        this.producer = producer;
        this.clock = clock;
        this.meters = meters;
        this.latency =
                Timer.builder("recount.click.decision")
                        .description("From an opened token to the committed decision")
                        .publishPercentileHistogram()
                        .register(meters);
    }

    /**
     * A click's outcome.
     *
     * @param decided null where the budget was not asked
     */
    record Result(ClickOutcome outcome, @Nullable Decided decided) {}

    Result decide(AdToken token, Actor actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Result result = result(token, actor, now);
        count(result.outcome().name());
        if (claimsNothing(result.outcome())) {
            ignored(token, result.outcome(), actor.network(), now);
        }
        return result;
    }

    /** Nobody could be asked: the visitor goes on, and the click costs nothing. */
    void undecided() {
        count("UNDECIDED");
    }

    private Result result(AdToken token, Actor actor, Instant now) {
        if (token.test()) {
            return new Result(ClickOutcome.TEST, null);
        }
        if (tokens.isExpired(token, now)) {
            return new Result(ClickOutcome.EXPIRED, null);
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
                        null,
                        null);
        Timer.Sample sample = Timer.start();
        Decided decided =
                commands.send(
                        new DecideClick(token.advertiserId(), click, now), Decided.class, actor);
        sample.stop(latency);
        return new Result(decided.outcome(), decided);
    }

    private static boolean claimsNothing(ClickOutcome outcome) {
        return switch (outcome) {
            case DUPLICATE, EXPIRED, INVALID_TRAFFIC, TEST -> true;
            case CHARGED, CHARGED_GRACE, UNBILLED_PAUSED, UNBILLED_BUDGET -> false;
        };
    }

    private void ignored(
            AdToken token, ClickOutcome outcome, @Nullable String network, Instant now) {
        String eventId = UUID.randomUUID().toString();
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
                        .setOutcome(outcome)
                        .setPriceMicros(token.priceMicros())
                        .setServedAt(token.servedAt())
                        .setAt(now)
                        .setVisitor(token.visitor())
                        .setNetwork(network)
                        .build());
    }

    private void count(String outcome) {
        meters.counter("recount.clicks", "outcome", outcome).increment();
    }
}
