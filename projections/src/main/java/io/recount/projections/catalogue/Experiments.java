package io.recount.projections.catalogue;

import io.recount.event.CatalogueExperiment;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an event makes of a price experiment's entry. */
final class Experiments {
    private Experiments() {}

    static CatalogueExperiment planned(PriceExperimentPlanned event, long position) {
        return new CatalogueExperiment(
                event.getExperimentId(),
                event.getLayer(),
                event.getArms(),
                event.getAt(),
                event.getStartsAt(),
                event.getEndsAt(),
                position);
    }

    /**
     * @throws IllegalStateException the experiment was never planned
     */
    static CatalogueExperiment stopped(
            @Nullable CatalogueExperiment entry, PriceExperimentStopped event, long position) {
        if (entry == null) {
            throw new IllegalStateException(
                    "Experiment " + event.getExperimentId() + " stopped but was never planned");
        }
        Instant planned = entry.getEndsAt();
        return CatalogueExperiment.newBuilder(entry)
                .setEndsAt(
                        planned != null && planned.isBefore(event.getAt())
                                ? planned
                                : event.getAt())
                .setPosition(position)
                .build();
    }
}
