package io.recount.command.campaign;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import io.recount.event.AdAdded;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignStatus;
import io.recount.http.Problem;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A campaign's life: drafted, given ads, activated. */
@Aggregate(type = "Campaign", cache = "aggregateCache")
class Campaign {
    /** A request chooses among them one by one. */
    static final int ADS_MAX = 100;

    @AggregateIdentifier private @Nullable String campaignId;
    private String advertiserId = "";
    private CampaignStatus status = CampaignStatus.DRAFT;
    private int ads;
    private Instant last = Instant.EPOCH;

    /** Axon fills it from its events. */
    Campaign() {}

    Campaign(CreateCampaign command, String timeZone) {
        apply(
                CampaignCreated.newBuilder()
                        .setCampaignId(command.campaignId())
                        .setAdvertiserId(command.advertiserId())
                        .setName(command.name())
                        .setMaxCpcMicros(command.maxCpcMicros())
                        .setTargeting(command.targeting())
                        .setFrequencyCap(command.frequencyCap())
                        .setPacing(command.pacing())
                        .setTimeZone(timeZone)
                        .setAt(command.now())
                        .build());
    }

    @CommandHandler
    Written handle(AddAd command) {
        if (ads >= ADS_MAX) {
            throw Problem.unprocessable(
                    "TOO_MANY_ADS", "A campaign has at most " + ADS_MAX + " ads");
        }
        apply(
                AdAdded.newBuilder()
                        .setCampaignId(command.campaignId())
                        .setAdvertiserId(advertiserId)
                        .setAdId(command.adId())
                        .setTitle(command.title())
                        .setDescription(command.description())
                        .setLandingUrl(command.landingUrl())
                        .setDisplayUrl(command.displayUrl())
                        .setImageUrl(command.imageUrl())
                        .setAt(timeOf(command.now()))
                        .build());
        return new Written(command.adId(), command.campaignId(), status, getVersion());
    }

    void activate(Instant now) {
        if (status != CampaignStatus.DRAFT) {
            throw Problem.conflict(
                    "WRONG_STATE", "Only a DRAFT can be activated; this campaign is " + status);
        }
        if (ads == 0) {
            throw Problem.conflict("NO_ADS", "A campaign needs an ad before it can be activated");
        }
        apply(
                CampaignActivated.newBuilder()
                        .setCampaignId(campaignId)
                        .setAdvertiserId(advertiserId)
                        .setAt(timeOf(now))
                        .build());
    }

    CampaignStatus status() {
        return status;
    }

    @EventSourcingHandler
    void on(CampaignCreated event) {
        campaignId = event.getCampaignId();
        advertiserId = event.getAdvertiserId();
        last = event.getAt();
    }

    @EventSourcingHandler
    void on(AdAdded event) {
        ads++;
        last = event.getAt();
    }

    @EventSourcingHandler
    void on(CampaignActivated event) {
        status = CampaignStatus.ACTIVE;
        last = event.getAt();
    }

    private Instant timeOf(Instant now) {
        return now.isBefore(last) ? last : now;
    }
}
