package io.recount.command.serving.catalogue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the catalogue.
 *
 * @param queries texts, each matched by itself: a visitor's query as typed, or the keywords of a
 *     page
 * @param categories IAB Content Taxonomy ids
 * @param country ISO 3166-1 alpha-2; null when unknown
 * @param device its type, in any case; null when unknown
 * @param at decides which hours of the week match, and which used-up days are over
 */
public record MatchQuery(
        List<String> queries,
        List<String> categories,
        @Nullable String country,
        @Nullable String device,
        Instant at) {}
