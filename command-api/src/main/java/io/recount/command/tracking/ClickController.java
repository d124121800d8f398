package io.recount.command.tracking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.budget.Positions;
import io.recount.command.campaign.LandingPages;
import io.recount.command.idempotency.Actor;
import io.recount.command.tracking.Clicks.Source;
import io.recount.command.visitor.Addresses;
import io.recount.command.visitor.Networks;
import io.recount.event.BudgetLimit;
import io.recount.event.ClickOutcome;
import io.recount.http.Caller;
import io.recount.http.ClientAddress;
import io.recount.http.Problem;
import io.recount.http.Public;
import io.recount.http.Role;
import io.recount.rules.TrafficRule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ClickController {
    private static final Logger LOG = LoggerFactory.getLogger(ClickController.class);

    private final Tokens tokens;
    private final Clicks clicks;
    private final LandingPages landingPages;
    private final Positions positions;
    private final Networks networks;
    private final ClientAddress addresses;

    ClickController(
            Tokens tokens,
            Clicks clicks,
            LandingPages landingPages,
            Positions positions,
            Networks networks,
            ClientAddress addresses) {
        this.tokens = tokens;
        this.clicks = clicks;
        this.landingPages = landingPages;
        this.positions = positions;
        this.networks = networks;
        this.addresses = addresses;
    }

    record Click(@NotBlank @Size(max = 1_000) String token, @Valid @Nullable Device device) {}

    record Device(@NotNull @Size(max = 45) String ip, @NotNull @Size(max = 500) String userAgent) {}

    /** The first three for everyone, the rest for those who may see the advertiser's money. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ClickAnswer(
            String clickId,
            ClickOutcome outcome,
            String landingUrl,
            @Nullable Long chargedMicros,
            @Nullable Long balanceMicros,
            @Nullable BudgetLimit limit,
            @Nullable TrafficRule rule,
            @Nullable ClickOutcome firstOutcome,
            @Nullable Long firstChargedMicros,
            @Nullable Long position) {
        ClickAnswer(String clickId, ClickOutcome outcome, String landingUrl) {
            this(clickId, outcome, landingUrl, null, null, null, null, null, null, null);
        }
    }

    /** A visitor's click. Whatever becomes of the charge, the visitor gets where the ad leads. */
    @GetMapping("/t/c/{token}")
    @Public
    ResponseEntity<Void> redirect(@PathVariable String token, HttpServletRequest request) {
        AdToken opened = tokens.open(token).orElseThrow(ClickController::unknown);
        String landingUrl = landingUrl(opened).orElseThrow(ClickController::unknown);
        var response =
                ResponseEntity.status(HttpStatus.FOUND)
                        .header(HttpHeaders.LOCATION, landingUrl)
                        .cacheControl(CacheControl.noStore());
        if ("HEAD".equals(request.getMethod())) {
            return response.build(); // A preview looks; it does not click.
        }
        try {
            Source source = source(request);
            Actor actor = Actor.visitor(networks.of(source.address()));
            ClickOutcome outcome = clicks.decide(opened, source, actor).outcome();
            response.header("X-Click-Outcome", outcome.name());
        } catch (Problem | DataAccessException e) {
            LOG.warn("Click {} could not be decided: {}", opened.clickId(), e.getMessage());
            clicks.undecided();
        }
        return response.build();
    }

    @PostMapping("/v1/clicks")
    @Public
    ClickAnswer click(
            @Valid @RequestBody Click body, @Nullable Caller caller, HttpServletRequest request) {
        AdToken token =
                tokens.open(body.token())
                        .orElseThrow(
                                () ->
                                        Problem.badRequest(
                                                "FORGED_TOKEN", "This token is not one of ours"));
        Source source = source(body, caller, request);
        String network = networks.of(source.address());
        Actor actor = caller == null ? Actor.visitor(network) : Actor.of(caller, network);
        Clicks.Result result = clicks.decide(token, source, actor);
        String landingUrl = landingUrl(token).orElseThrow(ClickController::unknown);
        if (caller == null || !caller.seesMoneyOf(token.advertiserId())) {
            return new ClickAnswer(token.clickId(), result.outcome(), landingUrl);
        }
        return privileged(token, result, landingUrl);
    }

    private ClickAnswer privileged(AdToken token, Clicks.Result result, String landingUrl) {
        Decided decided = result.decided();
        if (decided == null) {
            return new ClickAnswer(
                    token.clickId(),
                    result.outcome(),
                    landingUrl,
                    0L,
                    null,
                    null,
                    result.rule(),
                    null,
                    null,
                    null);
        }
        return new ClickAnswer(
                token.clickId(),
                result.outcome(),
                landingUrl,
                decided.chargedMicros(),
                decided.balanceMicros(),
                decided.limit(),
                null,
                decided.firstOutcome(),
                decided.firstChargedMicros(),
                position(token, decided));
    }

    private @Nullable Long position(AdToken token, Decided decided) {
        Long sequence = decided.sequence();
        if (sequence == null) {
            return decided.firstPosition();
        }
        return positions.of(token.advertiserId(), sequence);
    }

    private Source source(HttpServletRequest request) {
        return new Source(addresses.of(request), request.getHeader(HttpHeaders.USER_AGENT));
    }

    /** A publisher passes its visitor's click on, so it may say whose device it was. */
    private Source source(Click body, @Nullable Caller caller, HttpServletRequest request) {
        Device device = body.device();
        if (device == null) {
            return source(request);
        }
        if (caller == null || (caller.role() != Role.PUBLISHER && caller.role() != Role.OPERATOR)) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "ROLE_NOT_ALLOWED",
                    "Only a publisher may say whose device clicked");
        }
        if (!Addresses.isAddress(device.ip())) {
            throw Problem.unprocessable("INVALID_FIELD", "/device/ip: no IP address")
                    .withError("/device/ip", "no IP address");
        }
        return new Source(device.ip(), device.userAgent());
    }

    private Optional<String> landingUrl(AdToken token) {
        return landingPages
                .of(token.campaignId(), token.adId())
                .map(url -> ClickUrls.withClickId(url, token.clickId()));
    }

    private static Problem unknown() {
        return Problem.notFound("NOT_FOUND", "This link leads nowhere");
    }
}
