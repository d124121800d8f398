package io.recount.command.tracking;

import io.recount.event.Conversion;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Orders that clicks led to: {@code POST /v1/conversions}. */
@RestController
class ConversionController {
    private static final Duration AHEAD_MAX = Duration.ofMinutes(1);
    private static final int ID_BYTES = 15;

    private final TrackingEvents events;
    private final JdbcClient jdbc;
    private final Clock clock;

    ConversionController(TrackingEvents events, JdbcClient jdbc, Clock clock) {
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record Order(
            @NotNull @Size(min = 1, max = 100) String clickId,
            @NotNull @Size(min = 1, max = 200) String orderId,
            @NotNull @PositiveOrZero @Max(9_000_000_000_000_000L) Long valueMicros,
            @Nullable Instant occurredAt) {}

    record Accepted(String conversionId) {}

    private record ClickedAd(String advertiserId, String campaignId, String adId) {}

    @PostMapping("/v1/conversions")
    @Allow({Role.PUBLISHER, Role.ADVERTISER})
    CompletableFuture<ResponseEntity<Accepted>> converted(
            Caller caller, @Valid @RequestBody Order order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant occurredAt = order.occurredAt() == null ? now : order.occurredAt();
        if (occurredAt.isAfter(now.plus(AHEAD_MAX))) {
            String detail = "occurredAt lies more than a minute ahead";
            throw Problem.unprocessable("OCCURRED_AHEAD", detail).withError("/occurredAt", detail);
        }
        String advertiserId = advertiserOf(order.clickId());
        caller.mustSee(advertiserId, "Click " + order.clickId());
        String conversionId = advertiserId + "-" + digest(advertiserId + "\n" + order.orderId());
        Optional<ClickedAd> clicked = clickedAd(order.clickId());
        Conversion event =
                Conversion.newBuilder()
                        .setConversionId(conversionId)
                        .setClickId(order.clickId())
                        .setOrderId(order.orderId())
                        .setAdvertiserId(clicked.map(ClickedAd::advertiserId).orElse(null))
                        .setCampaignId(clicked.map(ClickedAd::campaignId).orElse(null))
                        .setAdId(clicked.map(ClickedAd::adId).orElse(null))
                        .setValueMicros(order.valueMicros())
                        .setOccurredAt(occurredAt.truncatedTo(ChronoUnit.MILLIS))
                        .setReceivedAt(now)
                        .build();
        return events.conversion(event)
                .orTimeout(TrackingEvents.ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (done, failure) -> {
                            if (failure != null) {
                                throw ImpressionController.kafkaAway();
                            }
                            return ResponseEntity.status(HttpStatus.ACCEPTED)
                                    .body(new Accepted(conversionId));
                        });
    }

    private Optional<ClickedAd> clickedAd(String clickId) {
        return jdbc.sql(
                        """
                        SELECT advertiser_id, campaign_id, ad_id FROM event_log.decided_clicks
                        WHERE click_id = ? AND outcome IN ('CHARGED', 'CHARGED_GRACE')""")
                .param(clickId)
                .query(ClickedAd.class)
                .optional();
    }

    /** Ids begin with their advertiser's; a click id of another shape is simply unknown. */
    private static String advertiserOf(String clickId) {
        int dash = clickId.indexOf('-');
        return dash < 0 ? clickId : clickId.substring(0, dash);
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
