package io.recount.command.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.traffic.TrafficGuard;
import io.recount.command.traffic.TrafficGuard.Kinds;
import io.recount.command.visitor.Pseudonyms;
import io.recount.event.Impression;
import io.recount.http.ClientAddress;
import io.recount.http.Problem;
import io.recount.http.Public;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ImpressionController {
    /** One transparent pixel. */
    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final Tokens tokens;
    private final TrackingProducer producer;
    private final Shown shown;
    private final TrafficGuard guard;
    private final ClientAddress addresses;
    private final Pseudonyms pseudonyms;
    private final Clock clock;
    private final MeterRegistry meters;

    ImpressionController(
            Tokens tokens,
            TrackingProducer producer,
            Shown shown,
            TrafficGuard guard,
            ClientAddress addresses,
            Pseudonyms pseudonyms,
            Clock clock,
            MeterRegistry meters) {
        this.tokens = tokens;
        this.producer = producer;
        this.shown = shown;
        this.guard = guard;
        this.addresses = addresses;
        this.pseudonyms = pseudonyms;
        this.clock = clock;
        this.meters = meters;
    }

    @GetMapping("/t/i/{token}")
    @Public
    ResponseEntity<byte[]> impression(@PathVariable String token, HttpServletRequest request) {
        AdToken opened =
                tokens.open(token)
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                "NOT_FOUND", "This is no impression of ours"));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (opened.test()) {
            count("TEST");
        } else if (tokens.isExpired(opened, now)) {
            count("EXPIRED");
        } else if (!"HEAD".equals(request.getMethod())) {
            shown.count(opened, now);
            send(opened, request, now);
            count("COUNTED");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_GIF)
                .cacheControl(CacheControl.noStore())
                .body(GIF);
    }

    private void send(AdToken token, HttpServletRequest request, Instant now) {
        String address = addresses.of(request);
        Kinds kinds = guard.kinds(address, request.getHeader(HttpHeaders.USER_AGENT));
        // A publisher need not say where its visitor is; clicks are known by their own network.
        String network = token.network() == null ? pseudonyms.network(address) : token.network();
        producer.send(
                token.adId(),
                token.clickId() + "/i",
                now,
                Impression.newBuilder()
                        .setClickId(token.clickId())
                        .setAdvertiserId(token.advertiserId())
                        .setCampaignId(token.campaignId())
                        .setAdId(token.adId())
                        .setSlot(token.slot())
                        .setServedAt(token.servedAt())
                        .setAt(now)
                        .setVisitor(token.visitor())
                        .setNetwork(network)
                        .setArms(token.arms())
                        .setPublisher(token.publisher())
                        .setAgentClass(kinds.agentClass().name())
                        .setNetworkClass(kinds.networkClass().name())
                        .build());
    }

    private void count(String outcome) {
        meters.counter("recount.impressions", "outcome", outcome).increment();
    }
}
