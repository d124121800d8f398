package io.recount.command.tracking;

import io.recount.command.Ids;
import io.recount.command.budget.DecidedClicks;
import io.recount.command.budget.DecidedClicks.DecidedClick;
import io.recount.event.Conversion;
import io.recount.http.Allow;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.money.Micros;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ConversionController {
    /** A reporter's clock may be that far ahead of ours. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

    private final DecidedClicks decidedClicks;
    private final TrackingProducer producer;
    private final Clock clock;

    ConversionController(DecidedClicks decidedClicks, TrackingProducer producer, Clock clock) {
        this.decidedClicks = decidedClicks;
        this.producer = producer;
        this.clock = clock;
    }

    record Order(
            @NotBlank @Size(max = 100) String clickId,
            @NotBlank @Size(max = 200) String orderId,
            @NotNull @PositiveOrZero @Max(Micros.MAX) Long valueMicros,
            @Nullable Instant occurredAt) {}

    record Accepted(String conversionId) {}

    @PostMapping("/v1/conversions")
    @Allow(Role.PUBLISHER)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted convert(@Valid @RequestBody Order body) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant given = body.occurredAt();
        Instant occurredAt = given == null ? now : given.truncatedTo(ChronoUnit.MILLIS);
        if (occurredAt.isAfter(now.plus(AHEAD_MAX))) {
            String detail = "Not more than " + AHEAD_MAX.toSeconds() + " s ahead of now";
            throw Problem.unprocessable("IN_THE_FUTURE", detail).withError("/occurredAt", detail);
        }
        Optional<DecidedClick> click =
                decidedClicks.find(body.clickId()).filter(DecidedClick::isCharged);
        String conversionId = conversionId(body);
        producer.send(
                body.clickId(),
                conversionId,
                now,
                Conversion.newBuilder()
                        .setConversionId(conversionId)
                        .setClickId(body.clickId())
                        .setOrderId(body.orderId())
                        .setAdvertiserId(click.map(DecidedClick::advertiserId).orElse(null))
                        .setCampaignId(click.map(DecidedClick::campaignId).orElse(null))
                        .setAdId(click.map(DecidedClick::adId).orElse(null))
                        .setValueMicros(body.valueMicros())
                        .setOccurredAt(occurredAt)
                        .setReceivedAt(now)
                        .build());
        return new Accepted(conversionId);
    }

    /** From advertiser and order, so that the same order again is the same conversion. */
    private static String conversionId(Order order) {
        String name = Ids.advertiserOf(order.clickId()) + "\n" + order.orderId();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
