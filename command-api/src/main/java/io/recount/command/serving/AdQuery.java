package io.recount.command.serving;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ad request asks for.
 *
 * @param query the visitor's words, as typed
 * @param categories IAB Content Taxonomy ids
 * @param slots 1 to 10
 * @param floorMicros no ad under this bid; the marketplace's reserve applies too
 * @param country ISO 3166-1 alpha-2; null when unknown
 * @param at decides which hours of the week match
 */
public record AdQuery(
        String requestId,
        @Nullable String query,
        List<String> categories,
        int slots,
        long floorMicros,
        @Nullable String country,
        @Nullable String deviceType,
        Instant at) {}
