package io.recount.command.openrtb;

import io.recount.command.Ids;
import io.recount.command.serving.AdQuery;
import io.recount.command.serving.Deadline;
import io.recount.command.serving.Placement;
import io.recount.command.serving.Selection;
import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.tracking.AdLinks.Occasion;
import io.recount.command.tracking.Linking;
import io.recount.command.tracking.Viewer;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An exchange that asks for bids in dollars, and an auction of a few campaigns that answers each
 * query with all that the query's lists let in, in order. Reads bodies as strictly as the service.
 */
final class Exchange {
    static final Instant AT = Instant.parse("2026-11-23T03:00:00Z");
    static final long DOLLAR = 1_000_000;
    static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    final List<AdQuery> asked = new ArrayList<>();
    private final List<Placement> placements = new ArrayList<>();
    private Deadline deadline = Deadline.in(Duration.ofHours(1));

    /** An ad whose click costs that much, and at most so much more, with a click rate of 1 %. */
    Exchange with(String advertiser, long priceMicros, long ceilingMicros, @Nullable String image) {
        CatalogueCampaign entry =
                CatalogueCampaign.newBuilder()
                        .setCampaignId(advertiser + "-c")
                        .setAdvertiserId(advertiser)
                        .setStatus(CampaignStatus.ACTIVE)
                        .setMaxCpcMicros(ceilingMicros)
                        .setTargeting(
                                Targeting.newBuilder()
                                        .setKeywords(List.of())
                                        .setCategories(List.of("IAB3-1"))
                                        .build())
                        .setPacing(Pacing.ASAP)
                        .setTimeZone("UTC")
                        .setPosition(1)
                        .setAds(
                                List.of(
                                        CatalogueAd.newBuilder()
                                                .setAdId(advertiser + "-ad")
                                                .setTitle("Good <Shoes> & ${AUCTION_PRICE}")
                                                .setDescription("Run far")
                                                .setLandingUrl(
                                                        "https://www." + advertiser + ".com/s")
                                                .setDisplayUrl(advertiser + ".com")
                                                .setImageUrl(image)
                                                .build()))
                        .build();
        ServingCampaign campaign = ServingCampaign.of(entry);
        ServingAd ad = campaign.ads().get(0);
        placements.add(
                new Placement(
                        placements.size() + 1,
                        Ids.newClickId(advertiser),
                        campaign,
                        ad,
                        priceMicros,
                        ceilingMicros,
                        List.of(),
                        10_000));
        return this;
    }

    Exchange tooLate() {
        deadline = Deadline.in(Duration.ZERO);
        return this;
    }

    private Selection auction(AdQuery query, Deadline ends) {
        asked.add(query);
        List<Placement> let =
                placements.stream()
                        .filter(p -> lets(query, p.campaign().advertiserId()))
                        .limit(query.slots())
                        .toList();
        return new Selection(let, let.isEmpty() ? "NO_MATCH" : null, null);
    }

    private static boolean lets(AdQuery query, String advertiser) {
        AdQuery.Blocks blocks = query.blocks();
        return (blocks.allowedAdvertisers() == null
                        || blocks.allowedAdvertisers().contains(advertiser))
                && !blocks.advertisers().contains(advertiser);
    }

    /** The answer as the exchange reads it; empty for no content. */
    Optional<JsonNode> ask(String body) {
        BidRequest request = JSON.readValue(body, BidRequest.class);
        RequestRules.check(request);
        Viewer viewer = new Viewer(null, null, "exchange");
        Bidder bidder = new Bidder(this::auction, (placement, at) -> true, "USD", true);
        List<Decision> decisions = bidder.decide(request, Scene.of(request, viewer), AT, deadline);
        return new BidResponses(Linking.at("https://ads.example"), "USD", 300)
                .of(request, decisions, new Occasion(AT, request.isTest(), true, viewer))
                .map(JSON::valueToTree);
    }

    JsonNode bid(String body) {
        return ask(body).orElseThrow().path("seatbid").path(0).path("bid").path(0);
    }

    String whyNot(String body) {
        return ask(body).orElseThrow().at("/ext/reasons/0/reason").asString();
    }
}
