package io.recount.command.tracking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.serving.AdQuery;
import io.recount.command.serving.AdServer;
import io.recount.command.serving.Deadline;
import io.recount.command.serving.Placement;
import io.recount.command.serving.Selection;
import io.recount.command.serving.ServingProperties;
import io.recount.command.visitor.Addresses;
import io.recount.command.visitor.Pseudonyms;
import io.recount.event.AuctionTraced;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.money.Micros;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AdRequestController {
    private static final int TEXT_MAX = 500;

    private final AdServer ads;
    private final AdLinks links;
    private final Pseudonyms pseudonyms;
    private final Clock clock;
    private final Duration time;
    private final AdRequestMeters meters;

    AdRequestController(
            AdServer ads,
            AdLinks links,
            Pseudonyms pseudonyms,
            ServingProperties settings,
            Clock clock,
            AdRequestMeters meters) {
        this.ads = ads;
        this.links = links;
        this.pseudonyms = pseudonyms;
        this.clock = clock;
        this.time = settings.deadline();
        this.meters = meters;
    }

    record AdRequest(
            @Size(max = 100) @Nullable String requestId,
            @Size(max = TEXT_MAX) @Nullable String query,
            @Size(max = 50) @Nullable List<@NotBlank @Size(max = 100) String> categories,
            @Min(1) @Max(10) @Nullable Integer slots,
            @PositiveOrZero @Max(Micros.MAX) @Nullable Long floorMicros,
            @Valid @Nullable User user,
            @Valid @Nullable Device device,
            @Valid @Nullable Geo geo,
            @Nullable Boolean test,
            @Nullable Boolean explain) {
        @Nullable String userId() {
            return user == null ? null : user.id();
        }

        @Nullable String ip() {
            return device == null ? null : device.ip();
        }

        @Nullable String userAgent() {
            return device == null ? null : device.userAgent();
        }

        @Nullable String deviceType() {
            return device == null ? null : device.type();
        }

        @Nullable String country() {
            return geo == null ? null : geo.country();
        }
    }

    record User(@Size(max = 200) @Nullable String id) {}

    record Device(
            @Size(max = 45) @Nullable String ip,
            @Size(max = TEXT_MAX) @Nullable String userAgent,
            @Size(max = 50) @Nullable String type) {}

    record Geo(
            @Pattern(regexp = "[A-Z]{2}", message = "ISO 3166 alpha-2, in capitals")
                    @Nullable String country) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ads(
            String requestId,
            List<Ad> ads,
            @Nullable String noFillReason,
            @Nullable Explanation explanation) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ad(
            String adId,
            String campaignId,
            int slot,
            String title,
            String description,
            String displayUrl,
            @Nullable String imageUrl,
            String impressionUrl,
            String clickUrl,
            String token) {}

    @PostMapping("/v1/ad-requests")
    @Allow(Role.PUBLISHER)
    Ads request(@Valid @RequestBody AdRequest body, Caller caller) {
        long start = System.nanoTime();
        Deadline deadline = Deadline.in(time);
        String ip = body.ip();
        if (ip != null && !Addresses.isAddress(ip)) {
            throw Problem.unprocessable("INVALID_FIELD", "/device/ip: no IP address")
                    .withError("/device/ip", "no IP address");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Viewer viewer =
                new Viewer(
                        pseudonyms.visitor(body.userId(), ip, body.userAgent()),
                        pseudonyms.network(ip),
                        caller.keyId());
        AdQuery query = query(body, viewer, now);
        Selection selected = ads.select(query, deadline);
        AdLinks.Occasion occasion = new AdLinks.Occasion(now, query.test(), false, viewer);
        List<Ad> placed =
                selected.placements().stream().map(placement -> ad(placement, occasion)).toList();
        meters.answered(query.slots(), placed.size(), selected.noFillReason(), start);
        AuctionTraced trace = selected.trace();
        return new Ads(
                query.requestId(),
                placed,
                selected.noFillReason(),
                trace == null
                        ? null
                        : Explanation.of(trace, placed.size(), ads.incrementMicros(), caller));
    }

    private static AdQuery query(AdRequest body, Viewer viewer, Instant now) {
        String requestId = body.requestId();
        String text = body.query();
        List<String> categories = body.categories();
        Integer slots = body.slots();
        Long floor = body.floorMicros();
        return new AdQuery(
                requestId == null ? UUID.randomUUID().toString() : requestId,
                text == null ? List.of() : List.of(text),
                categories == null ? List.of() : categories,
                slots == null ? 1 : slots,
                floor == null ? 0 : floor,
                body.country(),
                body.deviceType(),
                viewer.visitor(),
                AdQuery.Blocks.NONE,
                Boolean.TRUE.equals(body.test()),
                Boolean.TRUE.equals(body.explain()),
                true,
                now);
    }

    private Ad ad(Placement placement, AdLinks.Occasion occasion) {
        AdLinks.Links linked = links.of(placement, occasion);
        var ad = placement.ad();
        return new Ad(
                ad.adId(),
                placement.campaign().campaignId(),
                placement.slot(),
                ad.title(),
                ad.description(),
                ad.displayUrl(),
                ad.imageUrl(),
                linked.impressionUrl(),
                linked.clickUrl(),
                linked.token());
    }
}
