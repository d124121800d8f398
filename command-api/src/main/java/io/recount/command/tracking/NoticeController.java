package io.recount.command.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.event.BidNotice;
import io.recount.event.NoticeKind;
import io.recount.http.Problem;
import io.recount.http.Public;
import io.recount.money.Micros;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What exchanges tell of our bids. The token is the permission. Price, currency and loss reason
 * stand in for macros that an exchange may leave as they are, empty, or fill with {@code AUDIT}:
 * what is no value is none, and never an error.
 */
@RestController
class NoticeController {
    /** Of a thousand impressions; more digits than any price has are no price. */
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,10}(\\.\\d{1,12})?");

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern REASON = Pattern.compile("\\d{1,6}");
    private static final int MICRO_DIGITS = 6;

    private final Tokens tokens;
    private final TrackingProducer producer;
    private final Shown shown;
    private final Clock clock;
    private final MeterRegistry meters;

    NoticeController(
            Tokens tokens,
            TrackingProducer producer,
            Shown shown,
            Clock clock,
            MeterRegistry meters) {
        this.tokens = tokens;
        this.producer = producer;
        this.shown = shown;
        this.clock = clock;
        this.meters = meters;
    }

    @GetMapping("/t/w/{token}")
    @Public
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void win(@PathVariable String token, HttpServletRequest request) {
        notice(NoticeKind.WIN, token, request);
    }

    @GetMapping("/t/b/{token}")
    @Public
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void billing(@PathVariable String token, HttpServletRequest request) {
        notice(NoticeKind.BILLING, token, request);
    }

    @GetMapping("/t/l/{token}")
    @Public
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void loss(@PathVariable String token, HttpServletRequest request) {
        notice(NoticeKind.LOSS, token, request);
    }

    private void notice(NoticeKind kind, String text, HttpServletRequest request) {
        AdToken token =
                tokens.open(text)
                        .filter(AdToken::exchange)
                        .orElseThrow(() -> Problem.notFound("NOT_FOUND", "This is no bid of ours"));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (token.test()) {
            count(kind, "TEST");
        } else if (tokens.isExpired(token, now)) {
            count(kind, "EXPIRED");
        } else if (!"HEAD".equals(request.getMethod())) {
            if (kind == NoticeKind.BILLING) {
                shown.count(token, now);
            }
            send(kind, token, now, request);
            count(kind, "COUNTED");
        }
    }

    /** The same notice again is the same event: its id is that of the click, with the kind. */
    private void send(NoticeKind kind, AdToken token, Instant now, HttpServletRequest request) {
        producer.send(
                token.adId(),
                token.clickId() + "/" + kind.name(),
                now,
                BidNotice.newBuilder()
                        .setKind(kind)
                        .setClickId(token.clickId())
                        .setAdvertiserId(token.advertiserId())
                        .setCampaignId(token.campaignId())
                        .setAdId(token.adId())
                        .setClearingCpmMicros(micros(request.getParameter("price")))
                        .setCurrency(matching(CURRENCY, request.getParameter("currency")))
                        .setLossReason(number(request.getParameter("loss")))
                        .setPublisher(token.publisher())
                        .setServedAt(token.servedAt())
                        .setAt(now)
                        .build());
    }

    private static @Nullable Long micros(@Nullable String price) {
        String amount = matching(AMOUNT, price);
        if (amount == null) {
            return null;
        }
        long micros =
                new BigDecimal(amount)
                        .movePointRight(MICRO_DIGITS)
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .longValueExact();
        return micros <= Micros.MAX ? micros : null;
    }

    private static @Nullable Integer number(@Nullable String reason) {
        String digits = matching(REASON, reason);
        return digits == null ? null : Integer.valueOf(digits);
    }

    private static @Nullable String matching(Pattern form, @Nullable String text) {
        return text != null && form.matcher(text).matches() ? text : null;
    }

    private void count(NoticeKind kind, String outcome) {
        meters.counter("recount.bid.notices", "kind", kind.name(), "outcome", outcome).increment();
    }
}
