package io.recount.projections.catalogue;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignEnded;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.event.QualityScoresSet;
import io.recount.projections.stream.LoggedEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue, or those of its entries that events are about, while the events are put on top.
 *
 * @param ended campaigns that ended by one of the events, and when
 */
record Content(
        Map<String, CatalogueCampaign> campaigns,
        Map<String, CatalogueAdvertiser> advertisers,
        Map<String, CatalogueExperiment> experiments,
        Map<String, Instant> ended) {
    Content() {
        this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    static Set<Class<? extends SpecificRecord>> eventTypes() {
        Set<Class<? extends SpecificRecord>> types = new HashSet<>(Entries.ROUTES.types());
        types.add(AdvertiserRegistered.class);
        types.add(AdvertiserChanged.class);
        types.add(PriceExperimentPlanned.class);
        types.add(PriceExperimentStopped.class);
        return types;
    }

    /** Ids of the entries that events are about. */
    record Keys(Set<String> campaigns, Set<String> advertisers, Set<String> experiments) {
        static Keys of(Collection<LoggedEvent> events) {
            Keys keys = new Keys(new HashSet<>(), new HashSet<>(), new HashSet<>());
            events.forEach(event -> keys.add(event.content()));
            return keys;
        }

        private void add(SpecificRecord event) {
            if (event instanceof AdvertiserRegistered e) {
                advertisers.add(e.getAdvertiserId());
            } else if (event instanceof AdvertiserChanged e) {
                advertisers.add(e.getAdvertiserId());
            } else if (event instanceof PriceExperimentPlanned e) {
                experiments.add(e.getExperimentId());
            } else if (event instanceof PriceExperimentStopped e) {
                experiments.add(e.getExperimentId());
            } else {
                campaigns.add(Entries.campaignOf(event));
            }
        }
    }

    /** Events that an entry shows already leave it as it is. */
    void take(LoggedEvent event) {
        SpecificRecord content = event.content();
        if (content instanceof AdvertiserRegistered e) {
            takeAdvertiser(e.getAdvertiserId(), event, at -> Advertisers.registered(e, at));
        } else if (content instanceof AdvertiserChanged e) {
            CatalogueAdvertiser held = advertisers.get(e.getAdvertiserId());
            takeAdvertiser(e.getAdvertiserId(), event, at -> Advertisers.changed(held, e, at));
        } else if (content instanceof PriceExperimentPlanned e) {
            takeExperiment(e.getExperimentId(), event, at -> Experiments.planned(e, at));
        } else if (content instanceof PriceExperimentStopped e) {
            CatalogueExperiment held = experiments.get(e.getExperimentId());
            takeExperiment(e.getExperimentId(), event, at -> Experiments.stopped(held, e, at));
        } else {
            takeCampaign(Entries.campaignOf(content), event);
        }
    }

    private void takeAdvertiser(
            String id, LoggedEvent event, LongFunction<CatalogueAdvertiser> next) {
        CatalogueAdvertiser held = advertisers.get(id);
        if (held == null || held.getPosition() < event.position()) {
            advertisers.put(id, next.apply(event.position()));
        }
    }

    private void takeExperiment(
            String id, LoggedEvent event, LongFunction<CatalogueExperiment> next) {
        CatalogueExperiment held = experiments.get(id);
        if (held == null || held.getPosition() < event.position()) {
            experiments.put(id, next.apply(event.position()));
        }
    }

    private void takeCampaign(String id, LoggedEvent event) {
        @Nullable CatalogueCampaign held = campaigns.get(id);
        if (held == null && event.content() instanceof QualityScoresSet) {
            return; // Scores may come for a campaign that ended so long ago that its entry went.
        }
        campaigns.put(id, Entries.apply(held, event));
        if (event.content() instanceof CampaignEnded e) {
            ended.put(id, e.getAt());
        }
    }
}
