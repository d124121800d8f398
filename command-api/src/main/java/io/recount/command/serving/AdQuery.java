package io.recount.command.serving;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an ad request asks for.
 *
 * @param queries texts, each matched by itself: the visitor's words as typed, or a page's keywords
 * @param categories IAB Content Taxonomy ids
 * @param slots 1 to 10
 * @param floorMicros no click for less; the marketplace's reserve applies too
 * @param country ISO 3166-1 alpha-2; null when unknown
 * @param device its type, in any case; null when unknown
 * @param visitor pseudonym; null when nothing is known of the visitor
 * @param test answered alike, and counted nowhere
 * @param explain whether the selection tells what became of every candidate
 * @param countsAtServing whether what is placed is shown: caps and what is in flight count it;
 *     otherwise whoever learns that it was shown counts it
 * @param at decides which hours of the week match, which experiments run and which day is spent
 */
public record AdQuery(
        String requestId,
        List<String> queries,
        List<String> categories,
        int slots,
        long floorMicros,
        @Nullable String country,
        @Nullable String device,
        @Nullable String visitor,
        Blocks blocks,
        boolean test,
        boolean explain,
        boolean countsAtServing,
        Instant at) {
    /**
     * What the page does not want.
     *
     * @param categories of campaigns
     * @param domains that ads lead to, in lower case; what is below one is blocked too
     * @param advertisers ids
     * @param allowedAdvertisers ids; null allows all that are not blocked
     */
    public record Blocks(
            Set<String> categories,
            Set<String> domains,
            Set<String> advertisers,
            @Nullable Set<String> allowedAdvertisers) {
        public static final Blocks NONE = new Blocks(Set.of(), Set.of(), Set.of(), null);
    }

    /** Stays the same for a visitor that is known; whoever is not is a new one each time. */
    String userKey() {
        return visitor == null ? requestId : visitor;
    }
}
