package io.recount.command.budget;

import io.recount.http.IfMatch;
import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Changes an advertiser's name or zone; null leaves it as it is.
 *
 * @param timeZone an IANA name that exists: whoever sends has checked it
 */
public record ChangeAdvertiser(
        @TargetAggregateIdentifier String advertiserId,
        @Nullable String name,
        @Nullable String timeZone,
        IfMatch ifMatch,
        Instant now) {
    /**
     * The advertiser as it is afterwards.
     *
     * @param timeZone the one asked for last
     * @param timeZoneFrom from when it counts; null when it does already
     * @param version the edit version
     * @param sequence of the newest event in the advertiser's stream
     */
    public record Changed(
            String advertiserId,
            String name,
            String timeZone,
            @Nullable Instant timeZoneFrom,
            long version,
            long sequence) {}
}
