package io.recount.command.serving.catalogue;

import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueExperiment;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One consistent state of the catalogue. A request uses one from beginning to end. */
public interface Snapshot {
    /** Log position of the newest event in it. */
    long version();

    /** In the order in which they were planned, whether they run or not. */
    List<CatalogueExperiment> experiments();

    /**
     * Hands over each campaign once that serves, of which a keyword or a category matches, and
     * country, device and hour do, and no negative keyword. In an order that stays the same.
     */
    void match(MatchQuery query, Matching found);

    /** The campaign in a slot that {@link #match} told of. */
    ServingCampaign campaign(int slot);

    /**
     * Hands over each campaign once of which a keyword or a category matches, with the first reason
     * why it does not serve here: PAUSED, NO_ACTIVE_AD, COUNTRY, DEVICE, HOUR or NEGATIVE_KEYWORD;
     * null where it does.
     *
     * @param limit no more campaigns than that
     */
    void explain(
            MatchQuery query,
            int limit,
            BiConsumer<ServingCampaign, @Nullable CandidateOutcome> found);

    /** Campaigns that are neither drafts nor over. */
    int size();

    default boolean isEmpty() {
        return size() == 0;
    }
}
