package io.recount.command.tracking;

import io.recount.http.Problem;
import io.recount.http.Public;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The tracking pixel: {@code GET /t/i/{token}}. */
@RestController
class ImpressionController {
    /** A transparent GIF of 1×1. */
    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final Tokens tokens;
    private final TrackingEvents events;
    private final Clock clock;

    ImpressionController(Tokens tokens, TrackingEvents events, Clock clock) {
        this.tokens = tokens;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Answers once Kafka has the impression. One that is expired or a test shows, and counts
     * nothing.
     */
    @GetMapping("/t/i/{token}")
    @Public
    CompletableFuture<ResponseEntity<byte[]>> shown(@PathVariable String token) {
        ServedAd ad;
        try {
            ad = tokens.open(token);
        } catch (ForgedTokenException e) {
            throw Problem.notFound("FORGED_TOKEN", "This is no token of ours");
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        CompletableFuture<Void> known =
                ad.test() || tokens.isExpired(ad, now)
                        ? CompletableFuture.completedFuture(null)
                        : events.impression(ad, now);
        return known.orTimeout(TrackingEvents.ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (done, failure) -> {
                            if (failure != null) {
                                throw kafkaAway();
                            }
                            return ResponseEntity.ok()
                                    .contentType(MediaType.IMAGE_GIF)
                                    .cacheControl(CacheControl.noStore())
                                    .body(PIXEL);
                        });
    }

    static Problem kafkaAway() {
        return Problem.unavailable(
                "TRACKING_UNAVAILABLE",
                "Kafka did not take it in time; send it again",
                Duration.ofSeconds(1));
    }
}
