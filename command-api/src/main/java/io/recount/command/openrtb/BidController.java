package io.recount.command.openrtb;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.command.serving.AdServer;
import io.recount.command.serving.Deadline;
import io.recount.command.serving.ServingProperties;
import io.recount.command.tracking.AdLinks;
import io.recount.command.tracking.AdLinks.Occasion;
import io.recount.command.tracking.Viewer;
import io.recount.command.visitor.Pseudonyms;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BidController {
    static final String PATH = "/openrtb2/bid";

    private final Bidder bidder;
    private final BidResponses responses;
    private final Pseudonyms pseudonyms;
    private final Duration time;
    private final Duration network;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Timer bids;
    private final Timer noBids;

    BidController(
            AdServer server,
            AdLinks links,
            Pseudonyms pseudonyms,
            ServingProperties serving,
            OpenRtbProperties properties,
            @Value("${recount.currency}") String currency,
            @Value("${recount.public-url}") String publicUrl,
            Clock clock,
            MeterRegistry meters) {
        this.bidder =
                new Bidder(
                        server::select,
                        server::affords,
                        currency,
                        publicUrl.startsWith("https://"));
        this.responses = new BidResponses(links, currency, (int) properties.expiry().toSeconds());
        this.pseudonyms = pseudonyms;
        this.time = serving.deadline();
        this.network = properties.network();
        this.clock = clock;
        this.meters = meters;
        this.bids = timer("bid");
        this.noBids = timer("no_bid");
    }

    private Timer timer(String outcome) {
        return Timer.builder("recount.openrtb.request")
                .description("From a bid request that was read to its response")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .register(meters);
    }

    @PostMapping(PATH)
    @Allow(Role.PUBLISHER)
    ResponseEntity<BidResponse> bid(@RequestBody BidRequest request, Caller caller) {
        long start = System.nanoTime();
        Deadline deadline = Deadline.in(time(request.tmax()));
        RequestRules.check(request);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Viewer viewer = Person.of(request).viewer(caller.keyId(), pseudonyms);
        Scene scene = Scene.of(request, viewer);
        List<Decision> decisions = bidder.decide(request, scene, now, deadline);
        decisions.forEach(this::count);
        Optional<BidResponse> response =
                responses.of(request, decisions, new Occasion(now, request.isTest(), true, viewer));
        boolean bid = decisions.stream().anyMatch(Decision.Offer.class::isInstance);
        (bid ? bids : noBids).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        return ResponseEntity.status(response.isPresent() ? HttpStatus.OK : HttpStatus.NO_CONTENT)
                .header("x-openrtb-version", "2.6")
                .body(response.orElse(null));
    }

    /** An exchange may leave us less than we take at most. */
    private Duration time(@Nullable Integer tmaxMs) {
        if (tmaxMs == null || tmaxMs <= 0) {
            return time; // Absent, and by custom 0, mean that nothing is said.
        }
        Duration left = Duration.ofMillis(tmaxMs).minus(network);
        return left.compareTo(time) < 0 ? left : time;
    }

    private void count(Decision decision) {
        String outcome =
                decision instanceof Decision.Refusal refusal ? refusal.reason().name() : "BID";
        meters.counter("recount.openrtb.impressions", "outcome", outcome).increment();
    }
}
