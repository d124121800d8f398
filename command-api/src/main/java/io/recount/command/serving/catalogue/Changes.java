package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import java.util.List;

/**
 * What changes at once: newer entries, and ids of campaigns that have none any more. An older entry
 * than what is there changes nothing.
 */
public record Changes(
        List<CatalogueCampaign> campaigns,
        List<CatalogueAdvertiser> advertisers,
        List<CatalogueExperiment> experiments,
        List<String> goneCampaigns) {
    public static Changes of(CatalogueCampaign... campaigns) {
        return new Changes(List.of(campaigns), List.of(), List.of(), List.of());
    }

    public static Changes of(CatalogueAdvertiser... advertisers) {
        return new Changes(List.of(), List.of(advertisers), List.of(), List.of());
    }

    public static Changes of(CatalogueExperiment... experiments) {
        return new Changes(List.of(), List.of(), List.of(experiments), List.of());
    }
}
