package io.recount.command.campaign;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import io.recount.event.CampaignCreated;
import io.recount.http.Problem;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's life, its ads and its terms. It decides nothing itself: {@link CampaignRules} do, on
 * the immutable {@link CampaignState}. What touches the money too is handled by {@link
 * CampaignCommands}.
 */
@Aggregate(type = "Campaign", cache = "aggregateCache", lockFactory = "laneLocks")
class Campaign {
    @AggregateIdentifier private @Nullable String campaignId;
    private @Nullable CampaignState state;

    /** Axon fills it from its events. */
    Campaign() {}

    Campaign(CreateCampaign command, String timeZone) {
        apply(
                CampaignCreated.newBuilder()
                        .setCampaignId(command.campaignId())
                        .setAdvertiserId(command.advertiserId())
                        .setName(command.terms().name())
                        .setMaxCpcMicros(command.terms().maxCpcMicros())
                        .setTargeting(command.terms().targeting())
                        .setFrequencyCap(command.terms().frequencyCap())
                        .setPacing(command.terms().pacing())
                        .setTimeZone(timeZone)
                        .setAt(command.now())
                        .build());
    }

    @CommandHandler
    Written handle(AddAd command) {
        log(CampaignRules.addAd(state(), command.adId(), command.ad(), command.now()));
        return written(command.adId());
    }

    @CommandHandler
    Written handle(ChangeAd command) {
        command.ifMatch().mustMatch(state().version());
        Ad before = state().ads().get(command.adId());
        if (before == null) {
            throw Problem.notFound("NOT_FOUND", "Ad " + command.adId() + " does not exist");
        }
        Ad after = command.patch().applyTo(before);
        var changed = CampaignRules.changeAd(state(), command.adId(), after, command.now());
        if (!after.equals(before)) {
            log(changed);
        }
        return written(command.adId());
    }

    @CommandHandler
    Written handle(SetQualityScores command) {
        command.ifMatch().mustMatch(state().version());
        log(CampaignRules.setQuality(state(), command.scores(), command.now()));
        return written(command.campaignId());
    }

    /**
     * Logs what the rules granted. For handlers that change the budget in the same unit of work.
     */
    void log(SpecificRecord event) {
        apply(event);
    }

    CampaignState state() {
        if (state == null) {
            throw new IllegalStateException("Not created: " + campaignId);
        }
        return state;
    }

    private Written written(String id) {
        return new Written(id, state().campaignId(), state().version(), getVersion());
    }

    @EventSourcingHandler
    void on(CampaignCreated event) {
        campaignId = event.getCampaignId();
        state = CampaignState.of(event);
    }

    @EventSourcingHandler
    void on(SpecificRecord event) {
        if (!(event instanceof CampaignCreated)) {
            state = state().evolve(event);
        }
    }
}
